import Diagnostics
import Model

/// The access codes of one source with the samples of their counters: what the polls of a test bring.
struct InputSeries: Sendable {
    /// One access code.
    struct Code: Sendable {
        let id: AccessCode
        /// What the test says of it besides its identity.
        var labels: Labels = [:]
        /// The samples of each counter, in the order of ``Metric/index``; nil for one that is never delivered.
        var samples: [SampleSequence?] = Metric.allCases.map { _ in nil }
    }

    /// The source's name.
    let source: String
    /// The access codes in the order in which they are first named.
    var codes: [Code] = []

    /// What the poll of that step brings.
    ///
    /// A code is delivered when one of its counters is; a number that no counter can have is unknown.
    func snapshot(at step: Int) -> Snapshot {
        var snapshot = Snapshot()
        for code in codes {
            var isDelivered = false
            let counters = code.samples.map { sequence -> Double? in
                guard case .number(let number)? = sequence?.sample(at: step) else { return nil }
                isDelivered = true
                let isCounter = (0...Metric.maximum).contains(number) && number.rounded() == number
                return isCounter ? number : nil
            }
            if isDelivered { snapshot.append(code.id, counters) }
        }
        return snapshot
    }
}

/// Puts the written series of a test together.
struct InputSeriesReader {
    /// The names of the sources that there are; empty when any name will do.
    let knownSources: [String]
    private let known: Set<String>
    /// The source of a series that names none.
    let defaultSource: String
    /// The series by source, in the order in which the sources are first named.
    private(set) var sources: [InputSeries] = []
    /// What is wrong with them.
    private(set) var diagnostics: [Diagnostic] = []
    private var indices: [String: Indices] = [:]
    private var places: [Place: SourceRange] = [:]
    private var labelPlaces: [LabelPlace: Located<String>] = [:]

    /// The place of a source among all, and those of its access codes.
    private struct Indices {
        let source: Int
        var codes: [AccessCode: Int] = [:]
    }

    private struct Place: Hashable {
        let source: String
        let code: AccessCode
        let metric: Metric
    }

    private struct LabelPlace: Hashable {
        let source: String
        let code: AccessCode
        let name: String
    }

    init(knownSources: [String], defaultSource: String) {
        self.knownSources = knownSources
        known = Set(knownSources)
        self.defaultSource = defaultSource
    }

    /// The greatest id that is read exactly from an answer.
    private static let maximumId: Int64 = 9_007_199_254_740_992

    /// Adds a series, or what is wrong with it.
    mutating func add(_ written: WrittenSeries) {
        let text = written.series
        let notation: SeriesNotation
        do throws(NotationMistake) {
            notation = try SeriesNotation(parsing: text.text)
        } catch {
            diagnostics.append(.badSeries(error.message, at: text.range(of: error.offsets)))
            return
        }
        let metric = metric(notation.metric, in: text)
        let ccId = id("ccId", of: notation, 1...65_535, default: 1, in: text)
        let vdn = id("vdn", of: notation, 1...5000, default: 1, in: text)
        let innoId = id("innoId", of: notation, 0...Self.maximumId, default: nil, in: text)
        let source = source(of: notation, in: text)
        guard let metric, let ccId, let vdn, let innoId, let source else { return }
        let code = AccessCode(ccId: ccId, vdn: vdn, innoId: innoId)
        if let first = places[Place(source: source, code: code, metric: metric)] {
            diagnostics.append(.duplicateSeries(metric, at: text.range, first: first))
            return
        }
        places[Place(source: source, code: code, metric: metric)] = text.range
        let (place, index) = place(of: code, source: source)
        sources[place].codes[index].samples[metric.index] = written.samples
        var labels: [(String, String)] = []
        for (name, value) in notation.labels where !Self.identity.contains(name.text) {
            let key = LabelPlace(source: source, code: code, name: name.text)
            let range = text.range(of: value.offsets)
            if let first = labelPlaces[key], first.value != value.text {
                diagnostics.append(.conflictingLabels(name.text, value.text, at: range, first: first))
            }
            labelPlaces[key] = labelPlaces[key] ?? Located(value.text, at: range)
            labels.append((name.text, value.text))
        }
        sources[place].codes[index].labels = sources[place].codes[index].labels.overlaid(with: Labels(labels))
    }

    private static let identity = ["ccId", "innoId", "source", "vdn"]

    /// Where an access code is kept, from now on at the latest.
    private mutating func place(of code: AccessCode, source name: String) -> (source: Int, code: Int) {
        let source = indices[name]?.source ?? sources.count
        if source == sources.count {
            sources.append(InputSeries(source: name))
            indices[name] = Indices(source: source)
        }
        if let index = indices[name]?.codes[code] { return (source, index) }
        let index = sources[source].codes.count
        sources[source].codes.append(InputSeries.Code(id: code))
        indices[name]?.codes[code] = index
        return (source, index)
    }

    private mutating func metric(_ word: SeriesNotation.Word, in text: SourceText) -> Metric? {
        if let metric = Metric(rawValue: word.text) { return metric }
        diagnostics.append(.unknownInputMetric(word.text, at: text.range(of: word.offsets)))
        return nil
    }

    private mutating func source(of notation: SeriesNotation, in text: SourceText) -> String? {
        guard let word = notation.value(of: "source"), !word.text.isEmpty else { return defaultSource }
        if known.isEmpty || known.contains(word.text) { return word.text }
        diagnostics.append(.unknownSource(word.text, known: knownSources, at: text.range(of: word.offsets)))
        return nil
    }

    private mutating func id(
        _ name: String,
        of notation: SeriesNotation,
        _ range: ClosedRange<Int64>,
        default other: Int64?,
        in text: SourceText
    ) -> Int64? {
        guard let word = notation.value(of: name) else {
            if other == nil { diagnostics.append(.badSeries("a series needs the label `\(name)`", at: text.range)) }
            return other
        }
        let isNumber = word.text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        if isNumber, let number = Int64(word.text), range.contains(number) { return number }
        let message = "`\(name)` has to be a whole number from \(range.lowerBound) to \(range.upperBound)"
        diagnostics.append(.badSeries(message, at: text.range(of: word.offsets)))
        return nil
    }
}

extension SeriesNotation {
    /// The value of a label, if it is there.
    func value(of name: String) -> Word? {
        labels.first { $0.name.text == name }?.value
    }
}
