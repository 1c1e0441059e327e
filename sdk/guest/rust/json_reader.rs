//! Reads JSON strictly, value by value and without building a tree.
use crate::json_text;

const DEPTH_MAX: usize = 64;
const KEY_SHOWN_MAX: usize = 64;
const INTEGER_MAX: i64 = 9_007_199_254_740_991;

/// What is wrong with an input and where, for the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(pub String);

/// One step of the way to the value that is being read.
#[derive(Clone)]
enum Step {
    Start,
    Key(String),
    Item(usize),
}

#[derive(Clone)]
pub struct Reader<'a> {
    source: &'a [u8],
    at: usize,
    path: Vec<Step>,
    /// True between the opening bracket and the first key or item.
    fresh: bool,
}

impl<'a> Reader<'a> {
    pub fn new(source: &'a [u8]) -> Reader<'a> {
        Reader { source, at: 0, path: Vec::new(), fresh: false }
    }

    /// A problem at the key or item that is being read.
    pub fn problem(&self, message: &str) -> Problem {
        let mut text = String::from("input");
        for step in &self.path {
            match step {
                Step::Start => {}
                Step::Key(key) if key.len() > KEY_SHOWN_MAX => text.push_str(".(a long key)"),
                Step::Key(key) => text.extend([".", key.as_str()]),
                Step::Item(index) => text.extend(["[", &index.to_string(), "]"]),
            }
        }
        text.extend([": ", message]);
        Problem(text)
    }

    pub fn begin_object(&mut self) -> Result<(), Problem> {
        self.begin(b'{', "must be an object")
    }

    /// The next key of the object, or none at its end.
    pub fn next_key(&mut self) -> Result<Option<String>, Problem> {
        if !self.more(b'}')? {
            return Ok(None);
        }
        let key = self.any_text()?;
        if self.peek() != Some(b':') {
            return Err(self.unexpected("a colon"));
        }
        self.at += 1;
        self.step(Step::Key(key.clone()));
        Ok(Some(key))
    }

    pub fn begin_array(&mut self) -> Result<(), Problem> {
        self.begin(b'[', "must be an array")
    }

    /// True when one more item follows; `index` is its place, for messages.
    pub fn next_item(&mut self, index: usize) -> Result<bool, Problem> {
        let more = self.more(b']')?;
        if more {
            self.step(Step::Item(index));
        }
        Ok(more)
    }

    /// Keeps a field's value, which must not have been given before.
    pub fn keep<T>(&self, field: &mut Option<T>, value: T) -> Result<(), Problem> {
        match field.replace(value) {
            None => Ok(()),
            Some(_) => Err(self.problem("is given twice")),
        }
    }

    /// The value of a field that must have been given.
    pub fn need<T>(&self, field: Option<T>, name: &str) -> Result<T, Problem> {
        field.ok_or_else(|| self.problem(&format!("{} is missing", name)))
    }

    /// Takes a null if one is next.
    pub fn take_null(&mut self) -> Result<bool, Problem> {
        if self.peek() != Some(b'n') {
            return Ok(false);
        }
        self.word("null")?;
        Ok(true)
    }

    pub fn boolean(&mut self) -> Result<bool, Problem> {
        let (word, value) = match self.peek() {
            Some(b't') => ("true", true),
            Some(b'f') => ("false", false),
            _ => return Err(self.problem("must be true or false")),
        };
        self.word(word)?;
        Ok(value)
    }

    /// An integer written with digits only, as all integers on the wire are.
    pub fn integer(&mut self, minimum: i64, maximum: i64) -> Result<i64, Problem> {
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        let digits = self.take_digits();
        // Beyond the largest integer of the wire one digit more does not matter.
        let kept = |value: i64, digit: &u8| if value > INTEGER_MAX { value } else { value * 10 + i64::from(digit - b'0') };
        let value = digits.iter().fold(0, kept) * if negative { -1 } else { 1 };
        let padded = digits.len() > 1 && digits[0] == b'0';
        let goes_on = matches!(self.here(), Some(b'.' | b'e' | b'E'));
        if digits.is_empty() || padded || goes_on || value < minimum || value > maximum {
            let message = format!("must be an integer from {} to {}, written with digits only", minimum, maximum);
            return Err(self.problem(&message));
        }
        Ok(value)
    }

    pub fn number(&mut self) -> Result<f64, Problem> {
        self.peek();
        let start = self.at;
        self.skip_number()?;
        let digits = std::str::from_utf8(&self.source[start..self.at]).unwrap_or("");
        let value: f64 = digits.parse().map_err(|_| self.problem("must be a number"))?;
        if value.is_finite() {
            Ok(value)
        } else {
            Err(self.problem("must be a finite number"))
        }
    }

    /// A string whose length in bytes of UTF-8 is within the bounds.
    pub fn text(&mut self, bytes_min: usize, bytes_max: usize) -> Result<String, Problem> {
        let text = self.any_text()?;
        self.within(text.len(), bytes_min, bytes_max)?;
        Ok(text)
    }

    pub fn within(&self, bytes: usize, bytes_min: usize, bytes_max: usize) -> Result<(), Problem> {
        if (bytes_min..=bytes_max).contains(&bytes) {
            return Ok(());
        }
        Err(self.problem(&format!("must be {} to {} bytes long, it is {}", bytes_min, bytes_max, bytes)))
    }

    /// The value that a string of a list stands for.
    pub fn name<T: Copy>(&mut self, names: &[(T, &str)]) -> Result<T, Problem> {
        let text = self.any_text()?;
        let found = names.iter().find(|(_, name)| *name == text).map(|(value, _)| *value);
        found.ok_or_else(|| {
            let all: Vec<&str> = names.iter().map(|(_, name)| *name).collect();
            self.problem(&format!("must be one of {}", all.join(", ")))
        })
    }

    /// Passes over one value of any shape, checking that it is JSON.
    pub fn skip(&mut self) -> Result<(), Problem> {
        match self.peek() {
            Some(b'{') => {
                self.begin_object()?;
                while self.next_key()?.is_some() {
                    self.skip()?;
                }
                Ok(())
            }
            Some(b'[') => {
                self.begin_array()?;
                let mut index = 0;
                while self.next_item(index)? {
                    self.skip()?;
                    index += 1;
                }
                Ok(())
            }
            Some(b'"') => self.any_text().map(|_| ()),
            Some(b't' | b'f') => self.boolean().map(|_| ()),
            Some(b'n') => self.word("null"),
            _ => self.skip_number(),
        }
    }

    /// Holds when the whole input was one good value.
    pub fn end(&mut self) -> Result<(), Problem> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected("the end")),
        }
    }

    fn begin(&mut self, bracket: u8, otherwise: &str) -> Result<(), Problem> {
        if self.peek() != Some(bracket) {
            return Err(self.problem(otherwise));
        }
        if self.path.len() == DEPTH_MAX {
            return Err(self.problem("is nested more than 64 deep"));
        }
        self.at += 1;
        self.path.push(Step::Start);
        self.fresh = true;
        Ok(())
    }

    /// Stands on the next key or item and answers true, or passes the closing bracket and answers false.
    fn more(&mut self, bracket: u8) -> Result<bool, Problem> {
        let next = self.peek();
        if next == Some(bracket) {
            self.at += 1;
            self.path.pop();
            self.fresh = false;
            return Ok(false);
        }
        if !self.fresh {
            if next != Some(b',') {
                return Err(self.unexpected("a comma or the closing bracket"));
            }
            self.at += 1;
        }
        self.fresh = false;
        Ok(true)
    }

    fn step(&mut self, step: Step) {
        if let Some(last) = self.path.last_mut() {
            *last = step;
        }
    }

    fn here(&self) -> Option<u8> {
        self.source.get(self.at).copied()
    }

    /// The next byte that is not white space, or none at the end.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.here() {
            self.at += 1;
        }
        self.here()
    }

    fn word(&mut self, word: &str) -> Result<(), Problem> {
        if !self.source[self.at..].starts_with(word.as_bytes()) {
            return Err(self.problem("is no JSON value"));
        }
        self.at += word.len();
        Ok(())
    }

    fn any_text(&mut self) -> Result<String, Problem> {
        if self.peek() != Some(b'"') {
            return Err(self.problem("must be a string"));
        }
        let (text, end) = json_text::read_text(self.source, self.at + 1).map_err(|wrong| self.problem(wrong))?;
        self.at = end;
        Ok(text)
    }

    fn take_digits(&mut self) -> &'a [u8] {
        let rest = &self.source[self.at..];
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        &rest[..count]
    }

    fn skip_number(&mut self) -> Result<(), Problem> {
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        let whole = self.take_digits();
        let mut good = whole.len() == 1 || whole.first().map_or(false, |digit| *digit != b'0');
        if self.here() == Some(b'.') {
            self.at += 1;
            good &= !self.take_digits().is_empty();
        }
        if matches!(self.here(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.here(), Some(b'+' | b'-')));
            good &= !self.take_digits().is_empty();
        }
        if good {
            Ok(())
        } else {
            Err(self.problem("must be a number"))
        }
    }

    fn unexpected(&self, expected: &str) -> Problem {
        self.problem(&format!("there must be {} at byte {}", expected, self.at))
    }
}
