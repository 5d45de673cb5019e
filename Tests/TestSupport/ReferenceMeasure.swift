import Foundation
import Model

// Foundation for `String(format:)`, which prints a double's exact value to any number of digits.

/// What a number of the rule language measures, and how templates print it.
struct ReferenceMeasure: Equatable {
    /// The powers of calls and seconds; nil for an expression of bare numbers only.
    var powers: [Int]?
    /// Whether it is printed in percent.
    var isRatio = false

    static let bare = ReferenceMeasure(powers: nil)

    /// What `expression`, a number, measures.
    static func of(_ expression: ReferenceExpression) -> ReferenceMeasure {
        switch expression {
        case .number, .compare, .not, .and, .or: return bare
        case .duration: return ReferenceMeasure(powers: [0, 1])
        case .percent: return ReferenceMeasure(powers: [0, 0], isRatio: true)
        case .metric(.longestWaitTime): return ReferenceMeasure(powers: [0, 1])
        case .metric: return ReferenceMeasure(powers: [1, 0])
        case .aggregate("count", _, _, _), .window("count", _, _, _, _): return ReferenceMeasure(powers: [0, 0])
        case .window("share", _, _, _, _): return ReferenceMeasure(powers: [0, 0], isRatio: true)
        case .window("slope", _, let operand, _, _):
            let measure = of(operand)
            return ReferenceMeasure(powers: measure.powers.map { [$0[0], $0[1] - 1] }, isRatio: false)
        case .negate(let operand), .aggregate(_, _, let operand, _), .window(_, _, let operand, _, _),
            .previous(let operand):
            return of(operand)
        case .call(_, let arguments):
            let measures = arguments.map(of)
            return ReferenceMeasure(
                powers: measures.compactMap(\.powers).first,
                isRatio: measures.contains(where: \.isRatio)
            )
        case .arithmetic(let sign, let left, let right):
            return joined(sign, of(left), of(right))
        }
    }

    private static func joined(_ sign: String, _ left: ReferenceMeasure, _ right: ReferenceMeasure) -> ReferenceMeasure
    {
        if left.powers == nil, right.powers == nil { return bare }
        if sign == "+" || sign == "-" {
            return ReferenceMeasure(powers: left.powers ?? right.powers, isRatio: left.isRatio || right.isRatio)
        }
        let direction = sign == "*" ? 1 : -1
        let powers = zip(left.powers ?? [0, 0], right.powers ?? [0, 0]).map { $0 + direction * $1 }
        let isOfEqualUnits = sign == "/" && left.powers == right.powers
        return ReferenceMeasure(
            powers: powers,
            isRatio: powers == [0, 0] && (left.isRatio || right.isRatio || isOfEqualUnits)
        )
    }

    /// How a template prints `value`; nil is unknown.
    func text(_ value: Double?) -> String {
        guard let value else { return "unknown" }
        if isRatio { return Self.rounded(value, places: 1, shift: 2) + "%" }
        guard powers == [0, 1] else { return Self.rounded(value, places: 3, shift: 0) }
        let whole = Self.rounded(value, places: 0, shift: 0)
        var rest = Int(whole) ?? 0
        if rest == 0 { return "0s" }
        let sign = rest < 0 ? "-" : ""
        rest = abs(rest)
        var parts: [String] = []
        for (unit, seconds) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] where rest >= seconds {
            parts.append("\(rest / seconds)\(unit)")
            rest %= seconds
        }
        return sign + parts.joined(separator: " ")
    }

    /// The exact value of `value` times 10^`shift`, rounded to `places`, halves away from zero.
    private static func rounded(_ value: Double, places: Int, shift: Int) -> String {
        // 1,100 digits hold every double exactly.
        var digits = String(format: "%.1100f", value.magnitude).split(separator: ".").map { Array($0) }
        digits[0] += digits[1][..<shift]
        digits[1].removeFirst(shift)
        var kept = (digits[0] + digits[1][..<places]).compactMap(\.wholeNumberValue)
        if (digits[1][places].wholeNumberValue ?? 0) >= 5 {
            var index = kept.count - 1
            while index >= 0, kept[index] == 9 {
                kept[index] = 0
                index -= 1
            }
            if index >= 0 { kept[index] += 1 } else { kept.insert(1, at: 0) }
        }
        var fraction = kept.suffix(places).map(String.init).joined()
        while fraction.hasSuffix("0") { fraction.removeLast() }
        var whole = kept.dropLast(places).map(String.init).joined()
        while whole.hasPrefix("0"), whole.count > 1 { whole.removeFirst() }
        let text = fraction.isEmpty ? whole : "\(whole).\(fraction)"
        return value < 0 && text != "0" ? "-\(text)" : text
    }
}
