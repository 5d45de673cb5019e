#ifndef CALLWATCH_WHOLE_NUMBER_H
#define CALLWATCH_WHOLE_NUMBER_H

#include <cstdint>
#include <string_view>

namespace callwatch {

/// What a text is as a JSON number (RFC 8259, section 6).
enum class Numeral {
    /// Not in the grammar.
    none,
    /// A number, but not a whole one from 0 to 2^53.
    other,
    /// A whole number from 0 to 2^53.
    counter,
};

/// Reads all of `text` as a number by its exact value, which no `double` takes part in: `2.1e1` is 21, and
/// 9007199254740993 is not 2^53.
Numeral read_any_number(std::string_view text, std::int64_t &value) noexcept;

/// The same, with the common case, a few digits, in line.
inline Numeral read_number(std::string_view text, std::int64_t &value) noexcept {
    // 15 digits are less than 2^53.
    if (text.empty() || text.size() > 15 || (text[0] == '0' && text.size() > 1)) return read_any_number(text, value);
    std::int64_t number = 0;
    for (const char character : text) {
        const unsigned digit = static_cast<unsigned>(character) - '0';
        if (digit > 9) return read_any_number(text, value);
        number = number * 10 + digit;
    }
    value = number;
    return Numeral::counter;
}

/// Reads a number of at most 15 digits and nothing else, with what may follow one in JSON behind it, as nearly all are;
/// gives how many digits it has, 0 for a number that it does not read, of which it says nothing.
///
/// 16 bytes at `text` can be read.
inline int read_digits(const char *text, std::int64_t &value) noexcept {
    std::int64_t number = 0;
    int count = 0;
    for (; count < 15; ++count) {
        const unsigned digit = static_cast<unsigned>(text[count]) - '0';
        if (digit > 9) break;
        number = number * 10 + digit;
    }
    if (text[0] == '0' && count > 1) return 0;
    switch (text[count]) {
    case ',': case '}': case ']': case ' ': case '\n': case '\r': case '\t': break;
    default: return 0;
    }
    if (count > 0) value = number;
    return count;
}

}  // namespace callwatch

#endif
