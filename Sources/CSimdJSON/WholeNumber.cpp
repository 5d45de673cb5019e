#include "WholeNumber.h"

#include <cstddef>

namespace callwatch {
namespace {

constexpr std::int64_t maximum = std::int64_t{1} << 53;
/// 2^53 has 16 digits; whatever has more is greater.
constexpr std::int64_t maximum_digits = 16;
/// Exponents stop growing here: no text has as many digits as would bring such a number back into the range.
constexpr std::int64_t exponent_limit = std::int64_t{1} << 60;

bool is_digit(char character) noexcept { return character >= '0' && character <= '9'; }

/// The digits of a number without its point, from the first to the last that is not 0, as they are read.
struct Significand {
    std::int64_t value = 0;
    /// Digits taken into `value`.
    std::int64_t length = 0;
    /// Zeros behind them that count only if another digit follows.
    std::int64_t zeros = 0;

    void add(char digit) noexcept {
        if (digit == '0') {
            if (length > 0) ++zeros;
            return;
        }
        for (; zeros > 0 && length <= maximum_digits; --zeros, ++length) value *= 10;
        length += zeros;
        zeros = 0;
        if (length++ <= maximum_digits) value = value * 10 + (digit - '0');
    }
};

}  // namespace

Numeral read_any_number(std::string_view text, std::int64_t &value) noexcept {
    const char *at = text.data();
    const char *const end = at + text.size();
    const bool negative = at != end && *at == '-';
    if (negative) ++at;
    if (at == end || !is_digit(*at)) return Numeral::none;
    if (*at == '0' && at + 1 != end && is_digit(at[1])) return Numeral::none;

    Significand digits;
    std::int64_t exponent = 0;
    while (at != end && is_digit(*at)) digits.add(*at++);
    if (at != end && *at == '.') {
        const char *const first = ++at;
        while (at != end && is_digit(*at)) digits.add(*at++);
        if (at == first) return Numeral::none;
        exponent = first - at;
    }
    if (at != end && (*at == 'e' || *at == 'E')) {
        ++at;
        const bool shrinks = at != end && *at == '-';
        if (at != end && (*at == '-' || *at == '+')) ++at;
        const char *const first = at;
        std::int64_t written = 0;
        for (; at != end && is_digit(*at); ++at) {
            if (written < exponent_limit / 10) written = written * 10 + (*at - '0');
        }
        if (at == first) return Numeral::none;
        exponent += shrinks ? -written : written;
    }
    if (at != end) return Numeral::none;

    if (digits.length == 0) {
        value = 0;
        return Numeral::counter;
    }
    exponent += digits.zeros;
    if (negative || exponent < 0 || digits.length > maximum_digits || exponent > maximum_digits - digits.length) {
        return Numeral::other;
    }
    std::int64_t result = digits.value;
    for (; exponent > 0; --exponent) result *= 10;
    if (result > maximum) return Numeral::other;
    value = result;
    return Numeral::counter;
}

}  // namespace callwatch
