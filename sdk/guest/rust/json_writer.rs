//! Writes JSON into one growing text; what cannot be written is noted as a problem instead.

#[derive(Default)]
pub struct Writer {
    text: String,
    /// True when a comma must stand before the next key or item.
    comma: bool,
    problem: Option<String>,
    last_key: String,
}

impl Writer {
    pub fn new() -> Writer {
        Writer::default()
    }

    /// The finished text, or the first problem.
    pub fn finish(self) -> Result<String, String> {
        match self.problem {
            None => Ok(self.text),
            Some(problem) => Err(problem),
        }
    }

    pub fn begin_object(&mut self) {
        self.begin('{');
    }

    pub fn end_object(&mut self) {
        self.end('}');
    }

    pub fn begin_array(&mut self) {
        self.begin('[');
    }

    pub fn end_array(&mut self) {
        self.end(']');
    }

    pub fn key(&mut self, key: &str) {
        self.last_key.clear();
        self.last_key.push_str(key);
        self.string(key);
        self.text.push(':');
        self.comma = false;
    }

    pub fn null(&mut self) {
        self.word("null");
    }

    pub fn boolean(&mut self, value: bool) {
        self.word(if value { "true" } else { "false" });
    }

    pub fn integer(&mut self, value: i64, minimum: i64, maximum: i64) {
        if value < minimum || value > maximum {
            self.fail(&format!("must be from {} to {}, it is {}", minimum, maximum, value));
        }
        self.word(&value.to_string());
    }

    pub fn number(&mut self, value: f64) {
        if !value.is_finite() {
            self.fail("must be a finite number");
        }
        // The plain form of a very large or very small number has hundreds of digits.
        let plain = value == 0.0 || (1e-7..1e21).contains(&value.abs());
        self.word(&if plain { value.to_string() } else { format!("{:e}", value) });
    }

    pub fn string(&mut self, text: &str) {
        self.separate();
        self.text.push('"');
        let mut start = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte >= 0x20 && byte != b'"' && byte != b'\\' {
                continue;
            }
            self.text.push_str(&text[start..at]);
            start = at + 1;
            match byte {
                b'\n' => self.text.push_str("\\n"),
                b'"' | b'\\' => self.text.extend(['\\', char::from(byte)]),
                _ => self.text.push_str(&format!("\\u{:04x}", byte)),
            }
        }
        self.text.push_str(&text[start..]);
        self.text.push('"');
        self.comma = true;
    }

    fn fail(&mut self, message: &str) {
        let problem = format!("{} {}", self.last_key, message);
        self.problem.get_or_insert(problem);
    }

    fn begin(&mut self, bracket: char) {
        self.separate();
        self.text.push(bracket);
        self.comma = false;
    }

    fn end(&mut self, bracket: char) {
        self.text.push(bracket);
        self.comma = true;
    }

    fn word(&mut self, word: &str) {
        self.separate();
        self.text.push_str(word);
        self.comma = true;
    }

    fn separate(&mut self) {
        if self.comma {
            self.text.push(',');
        }
    }
}
