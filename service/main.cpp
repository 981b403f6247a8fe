#include "connections/kafka/embedded_broker.hpp"
#include "service/cli/commands.hpp"
#include "service/config.hpp"
#include "service/serve.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <string>

namespace tributary {

namespace {

struct ServeArguments {
  std::string config_file;
  bool embedded = false;
  std::string address;
  std::uint16_t port = 0;
  bool has_port = false;
};

/// The configuration as file, environment and command line make it.
tl::expected<Config, std::string> effective_config(const ServeArguments& arguments) {
  auto config = load_config_file(arguments.config_file, process_environment());
  if (!config) {
    return config;
  }
  config->embedded.enabled |= arguments.embedded;
  if (!arguments.address.empty()) {
    config->http.address = arguments.address;
  }
  if (arguments.has_port) {
    config->http.port = arguments.port;
  }
  return config;
}

int refuse(const std::string& why) {
  std::cerr << "tributary: " << why << '\n';
  return EXIT_FAILURE;
}

/// Options of all commands that talk to a running service.
struct RemoteArguments {
  HttpClient::Options client;
  std::string output = "table";
  std::string id;
  std::string file;

  int run(int (*command)(const cli::Remote&, const RemoteArguments&)) const {
    const HttpClient http(client);
    return command(
        {http, output == "json" ? cli::Output::json : cli::Output::table, std::cout, std::cerr},
        *this);
  }
};

void add_remote_options(CLI::App& app, RemoteArguments& arguments) {
  arguments.client.user = "devops";
  app.add_option("--url", arguments.client.url, "The service")
      ->envname("TRIBUTARY_URL")
      ->capture_default_str();
  app.add_option("--user", arguments.client.user, "Who asks")
      ->envname("TRIBUTARY_USER")
      ->capture_default_str();
  app.add_option("--password", arguments.client.password, "Better by the environment")
      ->envname("DEVOPS_PASSWORD");
  app.add_option(
      "--ca-file", arguments.client.ca_file, "PEM file of a private certificate authority");
  app.add_option("-o,--output", arguments.output, "table or json")
      ->check(CLI::IsMember({"table", "json"}));
}

void add_serve(CLI::App& app, ServeArguments& arguments, int& exit_code) {
  const auto add_options = [&arguments](CLI::App& command) {
    command.add_option("--config", arguments.config_file, "YAML file")->envname("TRIBUTARY_CONFIG");
    command.add_flag(
        "--embedded", arguments.embedded, "With a broker and a connection to try things out");
    command.add_option("--address", arguments.address, "IP address to listen at");
    command.add_option_function<std::uint16_t>(
        "--port",
        [&arguments](const std::uint16_t& port) {
          arguments.port = port;
          arguments.has_port = true;
        },
        "Port to listen at");
  };
  CLI::App* serve_command = app.add_subcommand("serve", "Run the service");
  add_options(*serve_command);
  serve_command->callback([&] {
    const auto config = effective_config(arguments);
    exit_code = config ? serve(*config) : refuse(config.error());
  });
  CLI::App* config_command =
      app.add_subcommand("config", "Print the effective configuration, secrets masked");
  add_options(*config_command);
  config_command->callback([&] {
    const auto config = effective_config(arguments);
    if (config) {
      std::cout << to_yaml(*config);
    }
    exit_code = config ? EXIT_SUCCESS : refuse(config.error());
  });
}

using RemoteCommand = int (*)(const cli::Remote&, const RemoteArguments&);

void add_connections(CLI::App& app, RemoteArguments& arguments, int& exit_code) {
  CLI::App* group = app.add_subcommand("connections", "Manage connections of a running service");
  group->require_subcommand(1);
  const auto add = [&, group](
                       const char* name, const char* what, bool with_id, RemoteCommand command) {
    CLI::App* added = group->add_subcommand(name, what);
    add_remote_options(*added, arguments);
    if (with_id) {
      added->add_option("id", arguments.id, "Id of the connection")->required();
    }
    added->callback([&arguments, &exit_code, command] { exit_code = arguments.run(command); });
    return added;
  };
  add("list", "All connections", false, [](const cli::Remote& r, const RemoteArguments&) {
    return cli::list_connections(r);
  });
  add("get", "The definition", true, [](const cli::Remote& r, const RemoteArguments& a) {
    return cli::get_connection(r, a.id);
  });
  add("put",
      "Create or replace",
      true,
      [](const cli::Remote& r, const RemoteArguments& a) {
        return cli::put_connection(r, a.id, a.file);
      })
      ->add_option("file", arguments.file, "The definition; - is standard input")
      ->required();
  add("delete", "Delete", true, [](const cli::Remote& r, const RemoteArguments& a) {
    return cli::delete_connection(r, a.id);
  });
  add("open",
      "Open, and wait until it is connected",
      true,
      [](const cli::Remote& r, const RemoteArguments& a) {
        return cli::command_connection(r, a.id, "openConnection");
      });
  add("close", "Close", true, [](const cli::Remote& r, const RemoteArguments& a) {
    return cli::command_connection(r, a.id, "closeConnection");
  });
  add("status", "How it does", true, [](const cli::Remote& r, const RemoteArguments& a) {
    return cli::connection_status(r, a.id);
  });
}

void add_send(CLI::App& app, RemoteArguments& arguments, int& exit_code) {
  CLI::App* send = app.add_subcommand("send", "Send signals: one envelope, or NDJSON");
  add_remote_options(*send, arguments);
  send->add_option("file", arguments.file, "File; - is standard input")->required();
  send->callback([&] {
    exit_code = arguments.run([](const cli::Remote& r, const RemoteArguments& a) {
      return cli::send_signals(r, a.file);
    });
  });
}

struct RecordsArguments {
  std::string bootstrap_servers = "127.0.0.1:9092";
  std::string topic;
  std::string output = "table";
  bool follow = false;
};

void add_records(CLI::App& app, RecordsArguments& arguments, int& exit_code) {
  CLI::App* records = app.add_subcommand("records", "Show the records of a Kafka topic");
  records->add_option("topic", arguments.topic)->required();
  records->add_option("--bootstrap-servers", arguments.bootstrap_servers)
      ->envname("TRIBUTARY_BOOTSTRAP_SERVERS")
      ->capture_default_str();
  records->add_flag("-f,--follow", arguments.follow, "Wait for further ones");
  records->add_option("-o,--output", arguments.output, "table or json")
      ->check(CLI::IsMember({"table", "json"}));
  records->callback([&] {
    exit_code =
        cli::show_records(arguments.bootstrap_servers,
                          arguments.topic,
                          arguments.follow,
                          arguments.output == "json" ? cli::Output::json : cli::Output::table,
                          std::cout,
                          std::cerr);
  });
}

int run(int argc, char** argv) {
  CLI::App app("Publishes the signals of digital twins to Apache Kafka.", "tributary");
  app.require_subcommand(1);
  int exit_code = EXIT_SUCCESS;
  ServeArguments serving;
  RemoteArguments remote;
  RecordsArguments records;
  add_serve(app, serving, exit_code);
  add_connections(app, remote, exit_code);
  add_send(app, remote, exit_code);
  add_records(app, records, exit_code);
  app.add_subcommand("version", "Print the version")->callback([] {
    std::cout << "tributary " << kVersion << '\n';
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem);
  }
  return exit_code;
}

}  // namespace

}  // namespace tributary

int main(int argc, char** argv) {
  try {
    if (argc > 1 && argv[1] == tributary::kafka::kEmbeddedBrokerArgument) {
      return tributary::kafka::run_embedded_broker_child(argc, argv);
    }
    return tributary::run(argc, argv);
  } catch (const std::exception& problem) {
    std::cerr << "tributary: " << problem.what() << '\n';
    return EXIT_FAILURE;
  }
}
