import Alerting
import Diagnostics
import Expressions
import Model
import YAML

/// An SLA as it stands in a rule file.
///
/// What is missing has been reported; the rest is kept, so that its mistakes are found too.
struct WrittenObjective {
    var name: Name?
    var matchers: [Located<Matcher>]
    var good: SourceText?
    /// The labels of its groups; nil for what `good` is about.
    var by: [Located<String>]?
    var percent: Located<Double>?
    var window: TimeSpan?
    var labels: [TableEntry<SourceText>]
    var annotations: [TableEntry<SourceText>]
    var activeTimeIntervals: [Name]
}

extension Shape where Value == WrittenObjective {
    static var objective: Shape {
        let texts = Shape<[TableEntry<SourceText>]>.table(of: .text)
        let window = Shape<TimeSpan>.duration("a duration from 1h to 90d", in: Objective.windows, example: "30d")
        return .mapping("an SLA") { reader in
            let name = reader.required("name", .name)
            let matchers = reader.optional("matchers", .list(of: Shape<Matcher>.matcher.located))
            let good = reader.required("good", .text)
            let by = reader.optional("by", .list(of: .groupLabel, acceptsSingle: true))
            let percent = reader.required("objective", Shape<Double>.objectivePercent.located)
            let span = reader.required("window", window)
            let labels = reader.optional("labels", texts)
            let annotations = reader.optional("annotations", texts)
            let activeTimeIntervals = reader.optional("active_time_intervals", .list(of: .name))
            return WrittenObjective(
                name: name,
                matchers: matchers ?? [],
                good: good,
                by: by,
                percent: percent,
                window: span,
                labels: labels ?? [],
                annotations: annotations ?? [],
                activeTimeIntervals: activeTimeIntervals ?? []
            )
        }
    }
}

extension Shape where Value == Double {
    /// A number and `%`, above 0 and below 100: the number.
    fileprivate static var objectivePercent: Shape {
        .parsed("a share above 0% and below 100%", example: "95%") { text in
            guard text.text.hasSuffix("%") else { return nil }
            let digits = text.text.dropLast()
            let isDecimal =
                digits.utf8.allSatisfy {
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
                }
                && digits.first != "." && digits.last != "."
            guard isDecimal, let percent = Double(digits), percent > 0, percent < 100 else { return nil }
            return percent
        }
    }
}

extension Shape where Value == Located<String> {
    /// A label by which series make groups.
    fileprivate static var groupLabel: Shape {
        Shape<String>.parsed("the name of a label", example: "team") { text in
            GroupLabels.mayName(text.text) ? text.text : nil
        }.located
    }
}
