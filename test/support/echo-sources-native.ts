// The same drivers as in echo-sources, in the languages whose compilers npm does not have.

export const RUST = `
#[path = "../../sdk/guest/rust/generated/sample.rs"]
mod sample;
use holdfast::host;
use holdfast::{config, log, Answer, Failure, Level, Status};
use sample::{Everything, Inner, SampleDriver, Wide};
#[derive(Default)]
struct Echo;
impl SampleDriver for Echo {
    fn echo_all(&mut self, input: Everything) -> Answer<Everything> { Ok(input) }
    fn echo_wide(&mut self, input: Wide) -> Answer<Wide> { Ok(input) }
    fn give_too_much(&mut self) -> Answer<Wide> { Ok(Wide { uint64: Some(9007199254740992), ..Wide::default() }) }
    fn refuse(&mut self) -> Answer<()> { Err(Failure::new(Status::Busy, "Someone has it: \\"wait\\".")) }
    fn refuse_with_facts(&mut self, input: Inner) -> Answer<()> {
        let big = if input.item_name == "too much" { 9007199254740992 } else { 9007199254740991 };
        Err(Failure::new(Status::NotReady, "Later.").retry_after(1500).detail("who", input.item_name.as_str()).detail("again", true).detail("big", big))
    }
    fn ask_host(&mut self, input: Inner) -> Answer<Wide> {
        let mut wide = Wide::default();
        let parameter = |value: &str| host::ExecParameter { name: "a".into(), value: value.into() };
        match input.item_name.as_str() {
            "exec" => {
                let parameters = Some(vec![parameter("ü"), parameter("𝄞")]);
                let result = host::exec(&host::ExecRequest { rule: "list".into(), parameters, timeout_ms: Some(5), dry_run: Some(true), ..Default::default() })?;
                wide.text = Some(result.stdout_text);
                wide.texts = Some(result.argv);
                wide.int32 = Some(result.exit_code);
                wide.flag = Some(result.truncated);
            }
            "random_bytes" => wide.bytes = Some(host::random_bytes(&host::RandomRequest { length: 5 })?.bytes),
            "http_request" => {
                let headers = Some(vec![host::HttpHeader { name: "x".into(), value: "y".into() }]);
                let authorization = Some(host::HttpAuthorization { scheme: host::HttpScheme::Bearer, secret: "token".into(), ..Default::default() });
                let request = host::HttpRequest { method: host::HttpMethod::POST, url: "https://x/ü".into(), body: Some("b".into()), headers, authorization, ..Default::default() };
                let answer = host::http_request(&request)?;
                wide.int32 = Some(answer.status);
                wide.text = Some(answer.body);
                wide.texts = Some(vec![answer.headers[0].name.clone(), answer.headers[0].value.clone()]);
            }
            key => wide.text = host::kv_get(&host::KvKey { key: key.into() })?.value,
        }
        Ok(wide)
    }
    fn read_config(&mut self, input: Inner) -> Answer<Wide> {
        log(Level::Warn, &format!("read {}", input.item_name));
        Ok(Wide { text: config(&input.item_name), ..Wide::default() })
    }
}
crate::export_sample!(Echo);
`;

export const GO = `
package main

import (
  "holdfast"
  "holdfast/generated/host"
  "holdfast/generated/sample"
  _ "holdfast/generated/sample/exports"
)

type echo struct{}

func (echo) EchoAll(input sample.Everything) (sample.Everything, error) { return input, nil }
func (echo) EchoWide(input sample.Wide) (sample.Wide, error)            { return input, nil }
func (echo) GiveTooMuch() (sample.Wide, error) {
  return sample.Wide{Uint64: holdfast.Some(uint64(9007199254740992))}, nil
}
func (echo) Refuse() error { return holdfast.Fail(holdfast.Busy, "Someone has it: \\"wait\\".") }
func (echo) RefuseWithFacts(input sample.Inner) error {
  big := 9007199254740991
  if input.ItemName == "too much" {
    big++
  }
  return holdfast.FailWith(holdfast.NotReady, "Later.", holdfast.Details{"retry_after_ms": 1500, "who": input.ItemName, "again": true, "big": int64(big)})
}
func (echo) AskHost(input sample.Inner) (wide sample.Wide, err error) {
  switch input.ItemName {
  case "exec":
    parameters := []host.ExecParameter{{Name: "a", Value: "ü"}, {Name: "a", Value: "𝄞"}}
    request := host.ExecRequest{Rule: "list", Parameters: parameters, TimeoutMs: holdfast.Some(int32(5)), DryRun: holdfast.Some(true)}
    answer, err := host.CallExec(request)
    if err != nil {
      return wide, err
    }
    return sample.Wide{Text: &answer.StdoutText, Texts: answer.Argv, Int32: &answer.ExitCode, Flag: &answer.Truncated}, nil
  case "random_bytes":
    answer, err := host.CallRandomBytes(host.RandomRequest{Length: 5})
    return sample.Wide{Bytes: answer.Bytes}, err
  case "http_request":
    answer, err := host.CallHttpRequest(host.HttpRequest{
      Method: host.HttpMethodPOST, Url: "https://x/ü", Body: holdfast.Some("b"), Headers: []host.HttpHeader{{Name: "x", Value: "y"}},
      Authorization: &host.HttpAuthorization{Scheme: host.HttpSchemeBearer, Secret: "token"},
    })
    if err != nil {
      return wide, err
    }
    return sample.Wide{Int32: &answer.Status, Text: &answer.Body, Texts: []string{answer.Headers[0].Name, answer.Headers[0].Value}}, nil
  default:
    answer, err := host.CallKvGet(host.KvKey{Key: input.ItemName})
    return sample.Wide{Text: answer.Value}, err
  }
}
func (echo) ReadConfig(input sample.Inner) (wide sample.Wide, err error) {
  holdfast.Log(holdfast.Warn, "read "+input.ItemName)
  if value, given := holdfast.Config(input.ItemName); given {
    wide.Text = &value
  }
  return wide, nil
}
func init() { sample.Serve(echo{}) }
func main() {}
`;

export const ZIG = `
const holdfast = @import("holdfast");
const host = @import("host");
const sample = @import("sample");
comptime { sample.serve(@This()); }
pub fn echoAll(input: sample.Everything) sample.Everything { return input; }
pub fn echoWide(input: sample.Wide) sample.Wide { return input; }
pub fn giveTooMuch() sample.Wide { return .{ .uint64 = 9007199254740992 }; }
pub fn refuse() !void { return holdfast.fail(error.Busy, "Someone has it: \\"wait\\"."); }
pub fn refuseWithFacts(input: sample.Inner) !void {
  const big: i64 = if (@import("std").mem.eql(u8, input.item_name, "too much")) 9007199254740992 else 9007199254740991;
  const why = holdfast.detail(holdfast.retryAfter(holdfast.fail(error.NotReady, "Later."), 1500), "who", input.item_name);
  return holdfast.detail(holdfast.detail(why, "again", true), "big", big);
}
const Question = enum { exec, random_bytes, http_request };
pub fn askHost(input: sample.Inner) !sample.Wide {
  const question = @import("std").meta.stringToEnum(Question, input.item_name) orelse
    return .{ .text = (try host.kvGet(.{ .key = input.item_name })).value };
  switch (question) {
    .exec => {
      const parameters = [_]host.ExecParameter{ .{ .name = "a", .value = "ü" }, .{ .name = "a", .value = "𝄞" } };
      const answer = try host.exec(.{ .rule = "list", .parameters = &parameters, .timeout_ms = 5, .dry_run = true });
      return .{ .text = answer.stdout_text, .texts = answer.argv, .int32 = answer.exit_code, .flag = answer.truncated };
    },
    .random_bytes => return .{ .bytes = (try host.randomBytes(.{ .length = 5 })).bytes },
    .http_request => {
      const headers = [_]host.HttpHeader{.{ .name = "x", .value = "y" }};
      const answer = try host.httpRequest(.{
        .method = .POST, .url = "https://x/ü", .body = "b", .headers = &headers, .authorization = .{ .scheme = .bearer, .secret = "token" },
      });
      const texts = try holdfast.allocator.dupe([]const u8, &.{ answer.headers[0].name, answer.headers[0].value });
      return .{ .int32 = answer.status, .text = answer.body, .texts = texts };
    },
  }
}
pub fn readConfig(input: sample.Inner) sample.Wide {
  holdfast.log(.warn, holdfast.print("read {s}", .{input.item_name}));
  return .{ .text = holdfast.config(input.item_name) };
}
`;
