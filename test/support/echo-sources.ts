// The drivers that answer what they are given and ask the host what they are told to, in each language that has a kit.
import { GO, RUST, ZIG } from "./echo-sources-native.ts";
import type { Language } from "./guests.ts";

const ASSEMBLYSCRIPT = `
import { Answer, done, failure, Nothing, ok, Status, Box } from "../../sdk/guest/assemblyscript/answer";
import { Everything, Inner, SampleDriver, serve, Wide } from "../../sdk/guest/assemblyscript/generated/sample";
import { config, Level, log } from "../../sdk/guest/assemblyscript/host";
import * as host from "../../sdk/guest/assemblyscript/generated/host";
export { ask_host, echo_all, echo_wide, give_too_much, read_config, refuse, refuse_with_facts } from "../../sdk/guest/assemblyscript/generated/sample";
class Echo extends SampleDriver {
  echoAll(input: Everything): Answer<Everything> { return ok(input); }
  echoWide(input: Wide): Answer<Wide> { return ok(input); }
  giveTooMuch(): Answer<Wide> { const wide = new Wide(); wide.uint64 = new Box<u64>(9007199254740992); return ok(wide); }
  refuse(): Answer<Nothing> { return failure<Nothing>(Status.busy, "Someone has it: \\"wait\\"."); }
  refuseWithFacts(input: Inner): Answer<Nothing> {
    const big: i64 = input.itemName == "too much" ? 9007199254740992 : 9007199254740991;
    return failure<Nothing>(Status.not_ready, "Later.").retryAfter(1500).detail("who", input.itemName).detail("again", true).detail("big", big);
  }
  askHost(input: Inner): Answer<Wide> {
    const wide = new Wide();
    if (input.itemName == "exec") {
      const request = new host.ExecRequest(); request.rule = "list"; request.timeoutMs = new Box<i32>(5); request.dryRun = new Box<bool>(true);
      const first = new host.ExecParameter(); first.name = "a"; first.value = "ü";
      const second = new host.ExecParameter(); second.name = "a"; second.value = "𝄞";
      request.parameters = [first, second];
      const answer = host.exec(request); const result = answer.result;
      if (answer.status != Status.ok || result === null) return failure<Wide>(answer.status, answer.message);
      wide.text = result.stdoutText; wide.texts = result.argv; wide.int32 = new Box<i32>(result.exitCode); wide.flag = new Box<bool>(result.truncated);
    } else if (input.itemName == "random_bytes") {
      const request = new host.RandomRequest(); request.length = 5;
      const answer = host.randomBytes(request); const result = answer.result;
      if (answer.status != Status.ok || result === null) return failure<Wide>(answer.status, answer.message);
      wide.bytes = result.bytes;
    } else if (input.itemName == "http_request") {
      const request = new host.HttpRequest(); request.method = host.HttpMethod.POST; request.url = "https://x/ü"; request.body = "b";
      const header = new host.HttpHeader(); header.name = "x"; header.value = "y"; request.headers = [header];
      const authorization = new host.HttpAuthorization(); authorization.scheme = host.HttpScheme.bearer; authorization.secret = "token";
      request.authorization = authorization;
      const answer = host.httpRequest(request); const result = answer.result;
      if (answer.status != Status.ok || result === null) return failure<Wide>(answer.status, answer.message);
      wide.int32 = new Box<i32>(result.status); wide.text = result.body; wide.texts = [result.headers[0].name, result.headers[0].value];
    } else {
      const request = new host.KvKey(); request.key = input.itemName;
      const answer = host.kvGet(request); const result = answer.result;
      if (answer.status != Status.ok || result === null) return failure<Wide>(answer.status, answer.message);
      wide.text = result.value;
    }
    return ok(wide);
  }
  readConfig(input: Inner): Answer<Wide> {
    const wide = new Wide(); wide.text = config(input.itemName); log(Level.warn, "read " + input.itemName); return ok(wide);
  }
}
serve(new Echo());
`;

const TYPESCRIPT = `
import { serve } from "../../sdk/guest/typescript/generated/sample.ts";
import { config, DriverFailure, log } from "../../sdk/guest/typescript/holdfast.ts";
import * as host from "../../sdk/guest/typescript/generated/host.ts";
const parameters = [{ name: "a", value: "ü" }, { name: "a", value: "𝄞" }];
serve({
  askHost({ itemName }) {
    if (itemName === "exec") {
      const { stdoutText, argv, exitCode, truncated } = host.exec({ rule: "list", parameters, timeoutMs: 5, dryRun: true });
      return { text: stdoutText, texts: argv, int32: exitCode, flag: truncated };
    }
    if (itemName === "random_bytes") return host.randomBytes({ length: 5 });
    if (itemName === "http_request") {
      const authorization = { scheme: "bearer", secret: "token" };
      const answer = host.httpRequest({ method: "POST", url: "https://x/ü", body: "b", headers: [{ name: "x", value: "y" }], authorization });
      return { int32: answer.status, text: answer.body, texts: [answer.headers[0].name, answer.headers[0].value] };
    }
    if (itemName.startsWith("any ")) {
      const [, name, json] = /^any (\\w+) (.*)$/s.exec(itemName);
      return { text: JSON.stringify(host[name](JSON.parse(json)), (_key, value) => (value instanceof Uint8Array ? [...value] : value)) };
    }
    const { value } = host.kvGet({ key: itemName });
    return value === undefined ? {} : { text: value };
  },
  describe: () => ({ name: "under-test", version: "1.0.0", kind: "sample", abi: "1.0" }),
  probe: () => ({ health: "ready" }),
  echoAll: (input) => input,
  echoWide: async (input) => input,
  giveTooMuch: () => ({ uint64: 9007199254740992 }),
  refuse() { throw new DriverFailure("busy", 'Someone has it: "wait".'); },
  refuseWithFacts({ itemName }) {
    const round = {};
    round.round = round;
    const big = itemName === "too much" ? round : 9007199254740991;
    throw new DriverFailure("not_ready", "Later.", { retry_after_ms: 1500, who: itemName, again: true, big });
  },
  readConfig(input) { log("warn", "read " + input.itemName); const text = config(input.itemName); return text === undefined ? {} : { text }; },
} as Parameters<typeof serve>[0]);
`;

const C = `
#define SAMPLE_EXPORTS
#include "generated/sample.h"
#include "generated/host.h"
hf_status sample_ask_host(const Inner *input, Wide *output) {
  if (hf_equal(input->item_name, HF_TEXT("exec"))) {
    ExecParameter parameters[] = {{HF_TEXT("a"), HF_TEXT("ü")}, {HF_TEXT("a"), HF_TEXT("𝄞")}};
    ExecRequest request = {.rule = HF_TEXT("list"), .has_parameters = true, .parameters = {parameters, 2}, .has_timeout_ms = true,
                           .timeout_ms = 5, .has_dry_run = true, .dry_run = true};
    ExecResult result;
    hf_status status = host_exec(&request, &result);
    if (status != HF_OK) return status;
    output->has_text = output->has_texts = output->has_int32 = output->has_flag = true;
    output->text = result.stdout_text; output->texts = result.argv; output->int32 = result.exit_code; output->flag = result.truncated;
    return HF_OK;
  }
  if (hf_equal(input->item_name, HF_TEXT("random_bytes"))) {
    RandomBytes result;
    output->has_bytes = true;
    hf_status status = host_random_bytes(&(RandomRequest){.length = 5}, &result);
    output->bytes = result.bytes;
    return status;
  }
  if (hf_equal(input->item_name, HF_TEXT("http_request"))) {
    HttpHeader header = {HF_TEXT("x"), HF_TEXT("y")};
    HttpRequest request = {.method = HTTP_METHOD_POST, .url = HF_TEXT("https://x/ü"), .has_headers = true, .headers = {&header, 1},
                           .has_body = true, .body = HF_TEXT("b"), .has_authorization = true,
                           .authorization = {.scheme = HTTP_SCHEME_BEARER, .secret = HF_TEXT("token")}};
    HttpResponse result;
    hf_status status = host_http_request(&request, &result);
    if (status != HF_OK) return status;
    output->has_text = output->has_texts = output->has_int32 = true;
    output->text = result.body; output->int32 = result.status;
    output->texts.items = hf_alloc(2 * sizeof(hf_text)); output->texts.count = 2;
    output->texts.items[0] = result.headers.items[0].name; output->texts.items[1] = result.headers.items[0].value;
    return HF_OK;
  }
  KvValue value;
  hf_status status = host_kv_get(&(KvKey){.key = input->item_name}, &value);
  if (status != HF_OK) return status;
  output->has_text = value.has_value;
  output->text = value.value;
  return HF_OK;
}
hf_status sample_echo_all(const Everything *input, Everything *output) { *output = *input; return HF_OK; }
hf_status sample_echo_wide(const Wide *input, Wide *output) { *output = *input; return HF_OK; }
hf_status sample_give_too_much(Wide *output) { output->has_uint64 = true; output->uint64 = UINT64_C(9007199254740992); return HF_OK; }
hf_status sample_refuse(void) { return hf_fail(HF_BUSY, "Someone has it: \\"wait\\"."); }
hf_status sample_refuse_with_facts(const Inner *input) {
  int64_t big = hf_equal(input->item_name, HF_TEXT("too much")) ? INT64_C(9007199254740992) : INT64_C(9007199254740991);
  hf_status why = hf_retry_after(hf_fail(HF_NOT_READY, "Later."), 1500);
  why = hf_detail_text(why, HF_TEXT("who"), input->item_name);
  return hf_detail_integer(hf_details(why, HF_TEXT("{\\"again\\":true}")), HF_TEXT("big"), big);
}
hf_status sample_read_config(const Inner *input, Wide *output) {
  output->has_text = hf_config(input->item_name, &output->text);
  hf_text parts[] = {HF_TEXT("read "), input->item_name};
  hf_log(HF_WARN, hf_join(parts, 2));
  return HF_OK;
}
`;

const CPP = `
#define SAMPLE_EXPORTS
#include "generated/sample.hpp"
#include "generated/host.hpp"
namespace host = holdfast::host;
namespace sample = holdfast::sample;
using holdfast::Result;
class Echo final : public sample::Driver {
  Result<sample::Everything> echo_all(const sample::Everything &input) override { return input; }
  Result<sample::Wide> echo_wide(const sample::Wide &input) override { return input; }
  Result<sample::Wide> give_too_much() override { sample::Wide wide; wide.uint64 = UINT64_C(9007199254740992); return wide; }
  Result<holdfast::Nothing> refuse() override { return holdfast::Failure(holdfast::Status::busy, "Someone has it: \\"wait\\"."); }
  Result<holdfast::Nothing> refuse_with_facts(const sample::Inner &input) override {
    const std::int64_t big = input.item_name == "too much" ? INT64_C(9007199254740992) : INT64_C(9007199254740991);
    return holdfast::Failure(holdfast::Status::not_ready, "Later.").retry_after(1500).detail("who", input.item_name).detail("again", true).detail("big", big);
  }
  Result<sample::Wide> ask_host(const sample::Inner &input) override {
    sample::Wide wide;
    if (input.item_name == "exec") {
      host::ExecRequest request;
      request.rule = "list";
      request.parameters = std::vector<host::ExecParameter>{{"a", "ü"}, {"a", "𝄞"}};
      request.timeout_ms = 5;
      request.dry_run = true;
      const auto answer = host::exec(request);
      if (!answer) return answer.failure();
      wide.text = answer.value().stdout_text;
      wide.texts = answer.value().argv;
      wide.int32 = answer.value().exit_code;
      wide.flag = answer.value().truncated;
    } else if (input.item_name == "random_bytes") {
      const auto answer = host::random_bytes({5});
      if (!answer) return answer.failure();
      wide.bytes = answer.value().bytes;
    } else if (input.item_name == "http_request") {
      host::HttpRequest request;
      request.method = host::HttpMethod::POST;
      request.url = "https://x/ü";
      request.body = "b";
      request.headers = std::vector<host::HttpHeader>{{"x", "y"}};
      request.authorization = host::HttpAuthorization{host::HttpScheme::bearer, std::nullopt, "token"};
      const auto answer = host::http_request(request);
      if (!answer) return answer.failure();
      wide.int32 = answer.value().status;
      wide.text = answer.value().body;
      wide.texts = std::vector<std::string>{answer.value().headers[0].name, answer.value().headers[0].value};
    } else {
      const auto answer = host::kv_get({input.item_name});
      if (!answer) return answer.failure();
      wide.text = answer.value().value;
    }
    return wide;
  }
  Result<sample::Wide> read_config(const sample::Inner &input) override {
    sample::Wide wide;
    wide.text = holdfast::config(input.item_name);
    holdfast::log(holdfast::Level::warn, "read " + input.item_name);
    return wide;
  }
};
sample::Driver &sample::driver() { static Echo echo; return echo; }
`;

/** By language. */
export const SOURCES: Readonly<Record<Language, string>> = {
  assemblyscript: ASSEMBLYSCRIPT,
  typescript: TYPESCRIPT,
  c: C,
  cpp: CPP,
  rust: RUST,
  go: GO,
  zig: ZIG,
};
