// The options of services that an operator adds: managers by path, each under a topic of its own.
import { z } from "zod";
import { DRIVERS } from "./driver-options.ts";
import { count, text, textOf } from "./fields.ts";

/** Topics that are taken by the host itself. */
export const OWN_TOPICS = ["host", "volume", "network", "function", "api", "group", "hub", "rpc"] as const;

export const SERVICE_ENTRY = z.strictObject({
  manager: textOf(/^[^#]+(#[A-Za-z_$][\w$]*)?$/, "expected PATH or PATH#export", "The manager, a file of yours."),
  process: z.enum(["own", "host"]).default("own").meta({
    description: "own: a process of its own, so that it cannot stall the host; host: inside the host.",
  }),
  workers: count("Processes that serve the topic, with `process: own`.", { max: 64 }).default(1),
  workerTags: z
    .record(z.string().min(1), count("Workers that have the tag, counted from the first.", { max: 64 }))
    .default({})
    .meta({
      description:
        "By tag of periodic tasks, how many of the workers have it; a tag that is not named here all of them have.",
    }),
  kind: text("The contract of the drivers' kind, a YAML file of yours; needs `process: host`.").optional(),
  drivers: DRIVERS,
  config: z.record(z.string(), z.unknown()).default({}).meta({ description: "Given to the manager as it stands." }),
});

export const SERVICE_ENTRIES = z
  .record(
    textOf(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      "a service's name has a-z, 0-9 and single dashes, and starts with a letter",
      "Name.",
    ),
    SERVICE_ENTRY,
  )
  .prefault({})
  .meta({ description: "Services of your own by their topic: a path, or a path with options." });
