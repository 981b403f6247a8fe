#pragma once

#include <string>
#include <string_view>

namespace tributary {

/// A JSON number as Ditto prints it: 64-bit integers plain, everything else as Java's
/// Double.toString does
/// ("3.0", "1.0E20"). `like` compares with this text.
std::string number_text(std::string_view json_number);

/// The same as Java's BigDecimal prints it ("3.0", "1.0E+20"): numbers are compared with text in
/// this form where the text is no number.
std::string decimal_text(std::string_view json_number);

}  // namespace tributary
