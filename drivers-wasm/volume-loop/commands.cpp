// The commands that this driver runs, each by a rule of its own; in a plan they are told and not run.
#include "commands.hpp"

namespace host = holdfast::host;

namespace {

bool says(const std::string &text, std::string_view words) { return text.find(words) != std::string::npos; }

Failure failure_of(const std::string &what, const host::ExecResult &ended) {
  const std::string &said = ended.stderr_text.empty() ? ended.stdout_text : ended.stderr_text;
  const std::string message = what + " failed: " + said.substr(0, said.find_last_not_of(" \n") + 1);
  if (says(said, "No space left") || says(said, "Disk quota")) return Failure(Status::resource_exhausted, message);
  // resize2fs says so before it has changed anything.
  if (says(said, "Permission denied to resize")) return Failure(Status::permission_denied, message);
  return Failure(Status::failed, message);
}

host::ExecRequest request_for(std::string rule, Parameters parameters) {
  host::ExecRequest request;
  request.rule = std::move(rule);
  request.parameters = std::move(parameters);
  return request;
}

}  // namespace

volume::Plan Commands::end_plan() {
  volume::Plan made = std::move(*plan_);
  plan_.reset();
  return made;
}

void Commands::tell(std::string what) {
  if (plan_) plan_->steps.push_back({std::move(what), std::nullopt});
}

Result<std::string> Commands::run(std::string rule, std::string what, Parameters parameters) {
  host::ExecRequest request = request_for(std::move(rule), std::move(parameters));
  request.dry_run = is_planning();
  const auto ended = host::exec(request);
  if (!ended) return ended.failure();
  if (plan_) plan_->steps.push_back({std::move(what), ended.value().argv});
  else if (ended.value().exit_code != 0) return failure_of(what, ended.value());
  return ended.value().stdout_text;
}

Result<std::optional<std::string>> Commands::look(std::string rule, Parameters parameters) {
  const auto ended = host::exec(request_for(std::move(rule), std::move(parameters)));
  if (!ended) return ended.failure();
  if (ended.value().exit_code != 0) return std::optional<std::string>();
  return std::optional<std::string>(ended.value().stdout_text);
}
