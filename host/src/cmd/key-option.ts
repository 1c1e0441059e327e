// The option by which a change that is asked for twice is done once.
import { Option } from "commander";

export function keyOption(): Option {
  return new Option(
    "--idempotency-key <key>",
    "the same key and request again answers the first outcome instead of doing it twice",
  );
}
