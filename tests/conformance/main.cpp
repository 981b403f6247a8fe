#include "connections/model/ditto_errors.hpp"
#include "tests/conformance/judge.hpp"
#include "tests/conformance/ops.hpp"

#include <cstddef>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::conformance {
namespace {

struct Arguments {
  bool verbose = false;
  std::string deviations = "docs/deviations.md";
  std::vector<std::string> files;
};

struct Tally {
  std::size_t passed = 0;
  std::size_t deviations = 0;
  std::size_t failed = 0;
  std::vector<std::string>
      differing;  // ids of deviations and failures, with the verdict's sign in front
};

bool read_arguments(int argc, char** argv, Arguments& arguments) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "-v" || argument == "--verbose") {
      arguments.verbose = true;
    } else if (argument == "--deviations" && i + 1 < argc) {
      arguments.deviations = argv[++i];
    } else if (argument.substr(0, 1) == "-") {
      return false;
    } else {
      arguments.files.emplace_back(argument);
    }
  }
  return !arguments.files.empty();
}

// 501 and 500 satisfy no expectation, so a missing op and an escaped exception are failures, crash
// vectors included.
Result<nlohmann::json> run(const nlohmann::ordered_json& vector) {
  const auto name = vector.at("op").get<std::string>();
  const Op op = find_op(name);
  if (!op) {
    return failure(
        errors::make(501, "conformance:op.missing", "The op '" + name + "' is not built."));
  }
  try {
    return op(vector.at("given"));
  } catch (const std::exception& exception) {
    return failure(errors::internal_error(std::string("Exception: ") + exception.what()));
  } catch (...) {
    return failure(errors::internal_error("Exception of an unknown kind."));
  }
}

void count(const nlohmann::ordered_json& given,
           const Deviations& deviations,
           bool verbose,
           Tally& tally) {
  const Result<nlohmann::json> got = run(given);
  const nlohmann::json vector(given);
  const Verdict verdict = judge(vector, got, deviations);
  if (verdict == Verdict::passed) {
    ++tally.passed;
    return;
  }
  const bool failed = verdict == Verdict::failed;
  ++(failed ? tally.failed : tally.deviations);
  const auto id = vector.at("id").get<std::string>();
  tally.differing.push_back((failed ? "- " : "~ ") + id);
  if (verbose) {
    const auto print = [](const nlohmann::json& json) {
      return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    };
    std::cout << (failed ? "FAILED " : "DEVIATION ") << id << "\n  given    "
              << print(vector.at("given")) << "\n  expected " << print(vector.at("expect"))
              << "\n  got      " << print(as_expectation(got)) << '\n';
  }
}

// False when a line is no vector: the run is then void.
bool run_file(const std::string& file,
              const Arguments& arguments,
              const Deviations& deviations,
              std::map<std::string, Tally>& tallies) {
  std::ifstream stream{file};
  if (!stream) {
    std::cerr << "tributary-conform: cannot read " << file << '\n';
    return false;
  }
  for (std::string line; std::getline(stream, line);) {
    if (line.empty()) {
      continue;
    }
    try {
      const auto vector = nlohmann::ordered_json::parse(line);
      count(vector, deviations, arguments.verbose, tallies[vector.at("op").get<std::string>()]);
    } catch (const nlohmann::json::exception& exception) {
      std::cerr << "tributary-conform: no vector in " << file << ": " << exception.what() << '\n';
      return false;
    }
  }
  return true;
}

bool report(const std::map<std::string, Tally>& tallies) {
  std::size_t passed = 0;
  std::size_t failed = 0;
  for (const auto& [op, tally] : tallies) {
    for (const std::string& id : tally.differing) {
      std::cout << "  " << id << '\n';
    }
    std::cout << op << ": passed " << tally.passed << ", deviations " << tally.deviations
              << ", failed " << tally.failed << '\n';
    passed += tally.passed + tally.deviations;
    failed += tally.failed;
  }
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed == 0 && passed > 0;
}

}  // namespace
}  // namespace tributary::conformance

int main(int argc, char** argv) {
  using namespace tributary::conformance;
  Arguments arguments;
  if (!read_arguments(argc, argv, arguments)) {
    std::cerr << "usage: tributary-conform [--verbose|-v] [--deviations FILE] FILE...\n"
                 "Runs conformance vectors (JSON lines). Ids are listed with '-' failed, '~' "
                 "deviation.\n";
    return 2;
  }
  const Deviations deviations = Deviations::load(arguments.deviations);
  std::map<std::string, Tally> tallies;
  bool readable = true;
  for (const std::string& file : arguments.files) {
    readable = run_file(file, arguments, deviations, tallies) && readable;
  }
  const bool good = report(tallies);
  return readable && good ? EXIT_SUCCESS : EXIT_FAILURE;
}
