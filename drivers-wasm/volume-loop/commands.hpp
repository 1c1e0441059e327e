// The commands that this driver runs, each by a rule of its own; in a plan they are told and not run.
#ifndef VOLUME_LOOP_COMMANDS_HPP
#define VOLUME_LOOP_COMMANDS_HPP

#include "generated/host.hpp"
#include "generated/volume.hpp"

namespace volume = holdfast::volume;
using holdfast::Failure;
using holdfast::Nothing;
using holdfast::Result;
using holdfast::Status;

/** Values for a rule's parameters, by their names. */
using Parameters = std::vector<holdfast::host::ExecParameter>;

class Commands {
 public:
  /** From now on commands are only told, until the plan is ended. */
  void begin_plan() { plan_.emplace(); }
  volume::Plan end_plan();
  bool is_planning() const { return plan_.has_value(); }

  /** In a plan: something that is done without a command. */
  void tell(std::string what);

  /**
   * Runs a rule and answers what the command wrote; `what` says in words what it does. Its failure is resource_exhausted for want of
   * room, permission_denied for a file system that may not be resized, otherwise failed.
   */
  Result<std::string> run(std::string rule, std::string what, Parameters parameters = {});

  /** Runs a rule that only looks, in a plan too; no answer when the command found nothing. */
  Result<std::optional<std::string>> look(std::string rule, Parameters parameters);

 private:
  std::optional<volume::Plan> plan_;
};

#endif
