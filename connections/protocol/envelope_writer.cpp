#include "connections/protocol/envelope_writer.hpp"

#include "connections/protocol/json_text.hpp"

#include <algorithm>

namespace tributary {
namespace {

using Group = TopicPath::Group;
using Criterion = TopicPath::Criterion;
using Action = TopicPath::Action;

/// What the envelope of a signal of this kind says in `content-type`; empty = what the signal's own
/// header says.
std::string_view content_type_of(const Signal& signal) noexcept {
  const TopicPath& topic = signal.topic;
  if (topic.action == Action::merge || topic.action == Action::merged) {
    return "application/merge-patch+json";
  }
  switch (topic.criterion) {
    case Criterion::events:
      return topic.action == Action::deleted ? std::string_view{} : "application/json";
    case Criterion::commands:
    case Criterion::announcements:
    case Criterion::errors:
      return "application/json";
    case Criterion::search:
    case Criterion::streaming:
    case Criterion::messages:
    case Criterion::acks:
      return {};
  }
  return {};
}

/// Prints the members of the object `headers`.
class HeaderWriter {
 public:
  HeaderWriter(std::string& out, const Signal& signal, const EnvelopeChanges& changes) noexcept
      : out_(out), signal_(signal), changes_(changes), content_type_(content_type_of(signal)) {}

  void write() {
    out_ += '{';
    for (const DittoHeaders::Entry& entry : signal_.headers.entries()) {
      if ((entry.definition == nullptr || entry.definition->external) && !is_derived(entry)) {
        write_own(entry);
      }
    }
    write_derived();
    out_ += '}';
  }

 private:
  /// Does the envelope show something else than the signal's own header?
  bool is_derived(const DittoHeaders::Entry& entry) const {
    if (entry.definition == nullptr) {
      return false;
    }
    const std::string_view name = entry.definition->name;
    if (name == "content-type") {
      return !content_type_.empty();
    }
    if (signal_.derived.thing_event) {
      return name == "response-required" || name == "entity-revision";
    }
    if (signal_.derived.message_response && (name == "response-required" || name == "status")) {
      return true;
    }
    return !signal_.derived.message_subject.empty() && name.substr(0, 14) == "ditto-message-";
  }

  /// `head` is everything up to the value: `"name":`.
  void begin(std::string_view head) {
    if (!first_) {
      out_ += ',';
    }
    first_ = false;
    out_ += head;
  }

  void write_name(std::string_view name) {
    begin({});
    append_json_string(out_, name);
    out_ += ':';
  }

  void write_own(const DittoHeaders::Entry& entry) {
    const HeaderKind kind = entry.definition == nullptr ? HeaderKind::text : entry.definition->kind;
    if (kind == HeaderKind::acknowledgements) {
      write_acknowledgements(entry);
      return;
    }
    has_channel_ |= kind == HeaderKind::channel;
    write_name(entry.name);
    const bool bare =
        entry.definition != nullptr &&
        (entry.definition->name == "response-required" ||
         entry.definition->name == "ditto-weak-ack" || entry.definition->name == "entity-revision");
    if (bare) {
      out_ += header_text(entry.value, buffer_);
    } else if (entry.value.is_string()) {
      out_ += entry.value.text();
    } else {
      append_json_string(out_, header_text(entry.value, buffer_));
    }
  }

  bool stays(std::string_view label) const {
    const auto* const allowed = changes_.allowed_acks;
    return allowed == nullptr ||
           std::find(allowed->begin(), allowed->end(), label) != allowed->end();
  }

  void write_acknowledgements(const DittoHeaders::Entry& entry) {
    const std::size_t before = out_.size();
    const bool was_first = first_;
    write_name(entry.name);
    const std::string_view json = header_text(entry.value, buffer_);
    const JsonSlice labels = JsonSlice::trusted(json.substr(json.find('[')));
    out_ += '[';
    bool any_stays = false;
    bool any_shown = false;
    labels.each_element([&](JsonSlice label) {
      const std::string_view text = label.string(label_buffer_);
      if (!stays(text)) {
        return true;
      }
      any_stays = true;
      if (!is_ditto_acknowledgement(text)) {
        if (any_shown) {
          out_ += ',';
        }
        out_ += label.text();
        any_shown = true;
      }
      return true;
    });
    out_ += ']';
    if (any_stays && !any_shown) {
      out_.resize(before);
      first_ = was_first;
    }
  }

  void write_derived() {
    if (signal_.derived.live && !has_channel_) {
      begin(R"("channel":"live")");
    }
    if (signal_.derived.thing_event) {
      begin(R"("response-required":false)");
      if (signal_.revision) {
        begin(R"("entity-revision":)");
        out_ += signal_.revision->text();
      }
    }
    if (!signal_.derived.message_subject.empty()) {
      write_message_headers();
    }
    if (!content_type_.empty()) {
      begin(R"("content-type":")");
      out_ += content_type_;
      out_ += '"';
    }
  }

  void write_message_headers() {
    const DerivedHeaders& derived = signal_.derived;
    if (derived.message_response) {
      begin(R"("response-required":false)");
      begin(R"("status":")");
      out_ += signal_.status->text();
      out_ += '"';
    }
    begin(R"("ditto-message-direction":)");
    append_json_string(out_, derived.message_direction);
    begin(R"("ditto-message-subject":)");
    append_json_string(out_, derived.message_subject);
    begin(R"("ditto-message-thing-id":)");
    append_json_string(out_, signal_.entity_id);
    if (!derived.message_feature_id.empty()) {
      begin(R"("ditto-message-feature-id":)");
      append_json_string(out_, derived.message_feature_id);
    }
  }

  std::string& out_;
  const Signal& signal_;
  const EnvelopeChanges& changes_;
  const std::string_view content_type_;
  bool first_ = true;
  bool has_channel_ = false;
  std::string buffer_;
  std::string label_buffer_;
};

void append_member(std::string& out, std::string_view head, const std::optional<JsonSlice>& value) {
  if (value) {
    out += head;
    out += value->text();
  }
}

void append_changed(std::string& out,
                    std::string_view head,
                    const std::optional<JsonSlice>& own,
                    EnvelopeChanges::Member change,
                    std::string_view other) {
  switch (change) {
    case EnvelopeChanges::Member::as_in_signal:
      append_member(out, head, own);
      break;
    case EnvelopeChanges::Member::replaced:
      out += head;
      out += other;
      break;
    case EnvelopeChanges::Member::left_out:
      break;
  }
}

/// Prints the topic in normal form. Namespace and name were checked, so that only a subject can
/// need escapes.
void append_topic(std::string& out, const TopicPath& topic) {
  out += R"({"topic":")";
  const std::size_t begin = out.size();
  topic.append_to(out);
  const std::string_view printed = std::string_view(out).substr(begin);
  if (find_escapable(printed, 0) == printed.size()) {
    out += '"';
    return;
  }
  const std::string copy(printed);
  out.resize(begin - 1);
  append_json_string(out, copy);
}

}  // namespace

void append_envelope(std::string& out, const Signal& signal, const EnvelopeChanges& changes) {
  out.reserve(out.size() + signal.text.size() + changes.new_value.size() +
              changes.new_extra.size() + 256);
  append_topic(out, signal.topic);
  out += R"(,"headers":)";
  HeaderWriter(out, signal, changes).write();
  out += R"(,"path":)";
  append_json_string(out, signal.path);
  append_changed(out, R"(,"value":)", signal.value, changes.value, changes.new_value);
  append_changed(out, R"(,"extra":)", signal.extra, changes.extra, changes.new_extra);
  append_member(out, R"(,"status":)", signal.status);
  append_member(out, R"(,"revision":)", signal.revision);
  append_member(out, R"(,"timestamp":)", signal.timestamp);
  append_member(out, R"(,"fields":)", signal.fields);
  out += '}';
}

bool is_ditto_acknowledgement(std::string_view label) noexcept {
  return label == "twin-persisted" || label == "live-response" || label == "search-persisted";
}

}  // namespace tributary
