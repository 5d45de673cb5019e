package import Model

/// Conditions taken apart: a program that keeps the value of every part, run over the polls that it depends on.
///
/// The parts are compiled as the rules' own program is, each as a result of its own, so that both find the same; the
/// rules' program keeps no more registers for it. It is made for one explanation, of the few series that matter to it.
package struct Dissection: Sendable {
    /// Where the value of a part is found.
    enum Slot: Sendable {
        case truth(ConditionSlot)
        case number(NumberSlot)
        /// It is the same for every element.
        case constant
    }

    /// What is asked of the program for one part.
    struct Question: Sendable {
        var value: Slot
        /// The place of its grain among those of the program.
        var grain: Elements.GrainIndex
        /// Of a window: how many samples it has, and at how many its argument is known.
        var samples: NumberSlot?
        var known: NumberSlot?
    }

    /// More parts of one condition than anybody reads are not looked into.
    private static let mostParts = 1000

    /// The parts of each condition.
    let outlines: [Outline]
    /// What is asked of each part, by its place; nothing of those that are one too many.
    let questions: [[Int: Question]]
    /// How long a series may be unseen before its next sample follows a gap.
    let staleness: TimeSpan
    private(set) var elements: Elements
    private(set) var evaluation = Evaluation()
    /// Whether there was a poll, and the newest one brought anything.
    private(set) var hasPoll = false
    private(set) var isPollFailed = false
    private let program: Program
    private var history: History
    private var machine = Machine()
    private var series: [Labels: Int] = [:]
    /// When each series was last seen, as who added it knows: the polls that are applied may reach less far.
    private var seenBefore: [Timestamp] = []

    /// `conditions`, which may be of different grains.
    package init(_ conditions: [Condition], staleness: TimeSpan) {
        var builder = ProgramBuilder()
        var outlines: [Outline] = []
        var questions: [[Int: Question]] = []
        for condition in conditions {
            var outline = Outline(condition)
            questions.append(Self.ask(&outline, of: &builder))
            outlines.append(outline)
        }
        self.outlines = outlines
        self.questions = questions
        self.staleness = staleness
        program = builder.build()
        elements = Elements(for: program)
        history = History(for: program)
    }

    /// Puts every part of an outline into the program, those near its root first.
    private static func ask(_ outline: inout Outline, of builder: inout ProgramBuilder) -> [Int: Question] {
        var questions: [Int: Question] = [:]
        var waiting = [outline.root]
        var position = 0
        while position < waiting.count, questions.count < mostParts {
            let place = waiting[position]
            position += 1
            guard questions[place] == nil else { continue }
            let part = outline.parts[place]
            let grain = builder.place(of: part.grain, selection: nil)
            var question = Question(value: .constant, grain: grain)
            if part.grain != .constant {
                question.value =
                    part.type == .condition
                    ? .truth(builder.addCondition(part.index, of: outline.graph))
                    : .number(builder.addNumber(part.index, of: outline.graph, at: part.grain))
            }
            if let counts = outline.addSampleCounts(of: place) {
                question.samples = builder.addNumber(counts.all, of: outline.graph, at: part.grain)
                question.known = builder.addNumber(counts.known, of: outline.graph, at: part.grain)
            }
            questions[place] = question
            waiting += part.operands
        }
        return questions
    }

    /// The labels in which other series must agree with an element to matter to what is found for it; nil where no
    /// other series does.
    package var labelsInCommon: Set<String>? {
        program.grains.reduce(nil) { common, grain in
            guard case .group(let labels, _) = grain else { return common }
            return common?.intersection(labels.names) ?? Set(labels.names)
        }
    }

    /// How old the polls are, at most, that what is found depends on; nil when the newest is enough.
    package var reach: TimeSpan? { program.reach(staleness: staleness) }

    /// Puts a series behind the last, in the order of the columns.
    package mutating func add(_ labels: Labels, lastSeen: Timestamp) {
        series[labels] = series.count
        seenBefore.append(lastSeen)
        elements.add(labels) { _ in true }
    }

    /// Applies the next poll: the counters of all series, and which of them it brought.
    package mutating func apply(_ columns: [Column], seen: Bitmap, at time: Timestamp) {
        elements.note(seen, at: time, staleness: staleness)
        machine.run(program, over: columns, of: elements, history: &history, into: &evaluation)
        hasPoll = true
        isPollFailed = false
    }

    /// The newest poll failed as a whole: everything is unknown.
    package mutating func applyFailedPoll() {
        isPollFailed = true
    }

    /// What a condition comes to at the newest poll, nil when unknown.
    ///
    /// - Parameter labels: the element's, as its grain has them.
    package func truth(of condition: Int, for labels: Labels) -> Bool? {
        let outline = outlines[condition]
        guard let row = row(of: labels, grain: outline.parts[outline.root].grain) else { return nil }
        let element = Element(grain: questions[condition][outline.root]?.grain ?? .series, row: row)
        guard case .truth(let truth) = value(of: outline.root, in: condition, for: element) else { return nil }
        return truth
    }

    /// A condition with all its parts for one element at the newest poll.
    ///
    /// - Parameter labels: the element's, as its grain has them.
    package func tree(of condition: Int, for labels: Labels) -> ExpressionTree {
        let outline = outlines[condition]
        let element = row(of: labels, grain: outline.parts[outline.root].grain).map { row in
            Element(grain: questions[condition][outline.root]?.grain ?? .series, row: row)
        }
        var growth = TreeGrowth(self, condition)
        return growth.tree(of: outline.root, for: element)
    }

    // MARK: Elements

    /// A row of a grain.
    struct Element: Sendable {
        var grain: Elements.GrainIndex
        var row: Int
    }

    private func row(of labels: Labels, grain: Grain) -> Int? {
        guard case .group = grain else { return series[labels] }
        let place = outlines.indices.lazy.compactMap { index -> Elements.GrainIndex? in
            let root = outlines[index].root
            return outlines[index].parts[root].grain == grain ? questions[index][root]?.grain : nil
        }.first
        return place.flatMap { elements.row(of: labels, grain: $0) }
    }

    /// Whether the newest poll brought an element.
    func isSeen(_ element: Element) -> Bool {
        hasPoll && !isPollFailed && elements.isSeen(element.row, grain: element.grain)
    }

    /// When an element was last seen; nil for never.
    func lastSeen(_ element: Element) -> Timestamp? {
        let members =
            element.grain == .series
            ? [element.row] : elements.members(of: element.row, grain: element.grain, at: .series)
        let last = members.map { seenBefore[$0] }.max() ?? .distantPast
        return last == .distantPast ? nil : last
    }

    /// What a part comes to for an element of its grain, or of any if it is constant.
    func value(of part: Int, in condition: Int, for element: Element?) -> ExpressionTree.Value {
        let outline = outlines[condition]
        let type = outline.parts[part].type
        guard let element, isSeen(element), let question = questions[condition][part] else { return type.unknown }
        switch (question.value, type) {
        case (.truth(let slot), _): return .truth(evaluation.truth(slot, row: element.row))
        case (.number(let slot), _): return type.value(evaluation.number(slot, row: element.row))
        case (.constant, .condition): return .truth(outline.graph.truth(of: outline.parts[part].index, .constants))
        case (.constant, _): return type.value(outline.graph.number(of: outline.parts[part].index, .constants))
        }
    }
}

extension Reading {
    /// What constants are evaluated with: an element that was seen and has no counters.
    fileprivate static let constants = Reading(ofGroup: [])
}

extension ExpressionType {
    /// A number of this type.
    fileprivate func value(_ number: Double?) -> ExpressionTree.Value {
        guard case .number(let type) = self else { return .truth(nil) }
        return .number(number, unit: type.effectiveUnit, isRatio: type.isRatio)
    }

    /// An unknown value of this type.
    fileprivate var unknown: ExpressionTree.Value { value(nil) }
}
