import Diagnostics
import Expressions
import Model
import TestSupport
import Testing

/// Programs and the evaluator of single rows against an evaluator that is nothing but the specification.
struct AgreementTests {
    @Test(arguments: 0..<40)
    func machineAndEvaluatorSayWhatTheSpecificationSays(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rowCount = [1, 5, 63, 64, 65, 200, 4096, 4097][Int(seed % 8)]
        let rows = (0..<rowCount).map { _ in Self.row(&random) }
        let (columns, seen) = Script.columns(rows)
        let lets = (0..<3).map { index in ("let\(index)", Sample.condition(depth: 2, &random)) }
        var diagnostics: [Diagnostic] = []
        let scope = Scope(lets: lets.map { located($0.0, $0.1.text) }, diagnostics: &diagnostics)

        var builder = ProgramBuilder()
        var cases: [(sample: Sample, condition: Condition, slot: ConditionSlot, negation: ConditionSlot)] = []
        for _ in 0..<20 {
            var sample = Sample.condition(depth: 4, &random)
            var text = sample.text
            if let (name, other) = lets.randomElement(using: &random), Bool.random(using: &random) {
                text = "\(name) and (\(text))"
                sample = .and(other, sample)
            }
            // What names no metric is refused, as it should be.
            guard text.contains("Count") || text.contains("Time") else { continue }
            let compiled = Condition.compile(source(text), in: scope, diagnostics: &diagnostics)
            let condition = try #require(compiled, "\(text): \(diagnostics.map(\.message))")
            cases.append((sample, condition, builder.add(condition), builder.add(condition.negated())))
        }
        var numbers: [(sample: Sample, number: Number, slot: NumberSlot)] = []
        for _ in 0..<5 {
            let sample = Sample.number(
                ["calls", "seconds", "plain"].randomElement(using: &random) ?? "",
                depth: 4,
                &random
            )
            let compiled = Number.compile(source(sample.text), in: scope, diagnostics: &diagnostics)
            let number = try #require(compiled, "\(sample.text): \(diagnostics.map(\.message))")
            numbers.append((sample, number, builder.add(number)))
        }
        var machine = Machine()
        let evaluation = machine.run(builder.build(), over: columns, seen: seen)

        // All rows of a short column; of a long one those around the seams of words and blocks, and some between.
        for (index, row) in rows.enumerated() where rowCount < 100 || index % 4096 < 2 || index % 211 < 2 {
            let reading = row.map { Reading($0) } ?? .unseen
            for (sample, condition, slot, negation) in cases {
                let expected = row.flatMap { sample.truth($0) }
                guard condition.evaluate(reading) == expected, evaluation.truth(slot, row: index) == expected,
                    evaluation.truth(negation, row: index) == expected.map({ !$0 })
                else {
                    Issue.record("\(sample.text) of \(String(describing: row)) is \(String(describing: expected))")
                    return
                }
            }
            for (sample, number, slot) in numbers {
                let expected = row.flatMap { sample.value($0) }
                guard number.evaluate(reading) == expected, evaluation.number(slot, row: index) == expected else {
                    Issue.record("\(sample.text) of \(String(describing: row)) is \(String(describing: expected))")
                    return
                }
            }
        }
    }

    /// Counters with many zeros, ties and unknowns; nil for a row that was not seen.
    private static func row(_ random: inout SeededGenerator) -> [Double?]? {
        guard Int.random(in: 0..<10, using: &random) > 0 else { return nil }
        return Metric.allCases.map { _ in
            switch Int.random(in: 0..<10, using: &random) {
            case 0: nil
            case 1, 2: 0
            case 3: Metric.maximum
            default: Double(Int.random(in: 0...6, using: &random))
            }
        }
    }
}

/// An expression as a tree, with its text and with its meaning, each written down once more from the specification.
indirect enum Sample {
    case literal(String, Double)
    case metric(Metric)
    case negative(Sample)
    case operation(String, Sample, Sample)
    case call(String, [Sample])
    case comparison(String, Sample, Sample)
    case not(Sample)
    case and(Sample, Sample)
    case or(Sample, Sample)

    /// The expression with parentheses wherever they could matter.
    var text: String {
        switch self {
        case .literal(let text, _): text
        case .metric(let metric): metric.rawValue
        case .negative(let operand): "-(\(operand.text))"
        case .operation(let sign, let left, let right): "(\(left.text)) \(sign) (\(right.text))"
        case .call(let name, let arguments): "\(name)(\(arguments.map(\.text).joined(separator: ", ")))"
        case .comparison(let sign, let left, let right): "\(left.text) \(sign) \(right.text)"
        case .not(let operand): "not (\(operand.text))"
        case .and(let left, let right): "(\(left.text)) and (\(right.text))"
        case .or(let left, let right): "(\(left.text)) or (\(right.text))"
        }
    }

    func value(_ row: [Double?]) -> Double? {
        switch self {
        case .literal(_, let value): return value
        case .metric(let metric): return row[metric.index]
        case .negative(let operand): return operand.value(row).map { 0 - $0 }
        case .operation(let sign, let left, let right):
            guard let first = left.value(row), let second = right.value(row) else { return nil }
            if sign == "/" && second == 0 { return nil }
            let result = ["+": first + second, "-": first - second, "*": first * second, "/": first / second][sign]
            return result.flatMap { $0.isFinite ? $0 : nil }
        case .call(let name, let arguments):
            let values = arguments.compactMap { $0.value(row) }
            guard values.count == arguments.count else { return nil }
            return name == "min" ? values.min() : name == "max" ? values.max() : values.first.map { Swift.abs($0) }
        default: return nil
        }
    }

    func truth(_ row: [Double?]) -> Bool? {
        switch self {
        case .comparison(let sign, let left, let right):
            guard let first = left.value(row), let second = right.value(row) else { return nil }
            switch sign {
            case ">", "above": return first > second
            case ">=", "at least": return first >= second
            case "<", "below": return first < second
            case "<=", "at most": return first <= second
            case "==", "is": return first == second
            default: return first != second
            }
        case .not(let operand): return operand.truth(row).map { !$0 }
        case .and(let left, let right):
            let sides = [left.truth(row), right.truth(row)]
            return sides.contains(false) ? false : sides.contains(nil) ? nil : true
        case .or(let left, let right):
            let sides = [left.truth(row), right.truth(row)]
            return sides.contains(true) ? true : sides.contains(nil) ? nil : false
        default: return nil
        }
    }

    /// A condition of that depth at most.
    static func condition(depth: Int, _ random: inout SeededGenerator) -> Sample {
        let next = { (random: inout SeededGenerator) in condition(depth: depth - 1, &random) }
        switch depth > 0 ? Int.random(in: 0..<6, using: &random) : 5 {
        case 0: return .not(next(&random))
        case 1, 2: return .and(next(&random), next(&random))
        case 3, 4: return .or(next(&random), next(&random))
        default:
            let unit = ["calls", "calls", "seconds", "plain"].randomElement(using: &random) ?? ""
            let signs = [">", ">=", "<", "<=", "==", "!=", "above", "at least", "below", "at most", "is", "is not"]
            return .comparison(
                signs.randomElement(using: &random) ?? "",
                number(unit, depth: min(depth, 2), &random),
                number(unit, depth: min(depth, 2), &random)
            )
        }
    }

    /// A number of that unit.
    static func number(_ unit: String, depth: Int, _ random: inout SeededGenerator) -> Sample {
        let same = { (random: inout SeededGenerator) in number(unit, depth: depth - 1, &random) }
        switch depth > 0 ? Int.random(in: 0..<9, using: &random) : Int.random(in: 0..<2, using: &random) {
        case 0: return literal(unit, &random)
        case 1, 2: return leaf(unit, &random)
        case 3: return .negative(same(&random))
        case 4: return .operation(["+", "-"].randomElement(using: &random) ?? "", same(&random), same(&random))
        case 5:
            let factor = number("plain", depth: depth - 1, &random)
            // A bare number times a plain one would be plain, whatever the place asks for.
            let scaled = unit == "plain" ? same(&random) : measured(unit, &random)
            return .operation(["*", "/"].randomElement(using: &random) ?? "", scaled, factor)
        case 6 where unit == "plain":
            let other = ["calls", "seconds"].randomElement(using: &random) ?? ""
            return .operation("/", measured(other, &random), measured(other, &random))
        case 7: return .call("abs", [same(&random)])
        default:
            return .call(
                ["min", "max"].randomElement(using: &random) ?? "",
                [same(&random), same(&random), same(&random)]
            )
        }
    }

    private static func measured(_ unit: String, _ random: inout SeededGenerator) -> Sample {
        .operation("+", leaf(unit, &random), number(unit, depth: 1, &random))
    }

    private static func leaf(_ unit: String, _ random: inout SeededGenerator) -> Sample {
        switch unit {
        case "seconds": return .metric(.longestWaitTime)
        case "calls":
            return .metric(Metric.allCases.filter { $0.unit == .calls }.randomElement(using: &random) ?? .allCallCount)
        default: return .operation("/", .metric(.queueCallCount), .metric(.allCallCount))
        }
    }

    private static func literal(_ unit: String, _ random: inout SeededGenerator) -> Sample {
        let bare: [(String, Double)] = [
            ("0", 0), ("1", 1), ("3", 3), ("2.5", 2.5), ("1e300", 1e300), ("1e-300", 1e-300),
        ]
        let own: [(String, Double)] =
            switch unit {
            case "seconds": [("2s", 2), ("1m", 60), ("1500ms", 1.5)]
            case "plain": [("50%", 0.5), ("0%", 0)]
            default: []
            }
        let (text, value) = (bare + own).randomElement(using: &random) ?? ("0", 0)
        return .literal(text, value)
    }
}
