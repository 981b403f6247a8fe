#pragma once

#include <optional>
#include <string>
#include <string_view>

/// The functions of one text to one text. Pure; any thread. Texts are UTF-8.
namespace tributary::text_functions {

/// Unicode's full case mapping without a language: "ß" gives "SS", a final sigma is seen.
std::string upper(std::string_view text);
std::string lower(std::string_view text);
/// Without characters up to U+0020 at both ends.
std::string_view trimmed(std::string_view text) noexcept;
/// Replaces every occurrence; an empty `what` stands before each character and at the end. nullopt
/// when the result would exceed `limit` bytes.
std::optional<std::string> replaced(std::string_view text,
                                    std::string_view what,
                                    std::string_view by,
                                    std::size_t limit);

/// application/x-www-form-urlencoded as Java writes it: letters, digits and ".-*_" stay, a blank
/// becomes '+'.
std::string url_encoded(std::string_view text);
/// nullopt where '%' isn't followed by two hex digits. Bytes that aren't UTF-8 become U+FFFD.
std::optional<std::string> url_decoded(std::string_view text);
/// Standard alphabet, padded.
std::string base64_encoded(std::string_view bytes);
/// Standard alphabet, padding optional but complete where present, no line breaks; else nullopt.
/// Bytes that aren't UTF-8 become U+FFFD.
std::optional<std::string> base64_decoded(std::string_view text);

/// The length in bytes of the UTF-8 character that starts with this byte; 1 for anything that can't
/// start one.
std::size_t utf8_length(char first) noexcept;

}  // namespace tributary::text_functions
