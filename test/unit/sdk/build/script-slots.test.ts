// Which imports a script gets for the names of host functions in it.
import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import { assignSlots } from "#sdk/build/script-slots";

const ENV = "extism:host/env";

test("each name gets one slot of its type, in the order of appearance, and the rest import what needs no permission", () => {
  const { script, imports } = assignSlots(
    'a("holdfast:import:log_info"); b("holdfast:import:config_get"); a("holdfast:import:log_warn"); c("holdfast:import:log_info")',
  );
  strictEqual(script, "a(32); b(0); a(33); c(32)");
  deepStrictEqual(imports.get("call0"), { namespace: ENV, name: "config_get" });
  deepStrictEqual(imports.get("tell0"), { namespace: ENV, name: "log_info" });
  deepStrictEqual(imports.get("tell1"), { namespace: ENV, name: "log_warn" });
  const idle = [...imports.values()].filter(({ name }) => !/^(config|log)_/.test(name));
  deepStrictEqual(new Set(idle.map(({ name }) => name)), new Set(["length", "free", "input_length"]));
  strictEqual(imports.size, 44);
});

test("a name that no host offers, or of a type that no slot has, is refused", () => {
  throws(() => assignSlots('x("holdfast:import:launch")'), /there is no host function launch/);
  throws(() => assignSlots('x("holdfast:import:output_set")'), /a type that scripts cannot call/);
});
