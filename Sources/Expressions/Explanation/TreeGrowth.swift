import Model

/// Makes the tree of one condition for one element, of no more parts than a person can read.
struct TreeGrowth {
    /// The limits: rules may be long, groups large, and `let`s within `let`s deeper than any stack.
    private static let mostLevels = 64
    private static let mostMembers = 50

    private let dissection: Dissection
    private let condition: Int
    private let outline: Outline
    /// How many parts may still be shown.
    private var budget = 2000

    /// A tree of that condition of `dissection`.
    init(_ dissection: Dissection, _ condition: Int) {
        self.dissection = dissection
        self.condition = condition
        outline = dissection.outlines[condition]
    }

    /// The tree of a part for an element of the part's grain; nil for one that nothing is known of.
    mutating func tree(of part: Int, for element: Dissection.Element?) -> ExpressionTree {
        var shown: Set<Int> = []
        return tree(of: part, for: element, level: 0, isBelowUnseen: false, &shown)
    }

    /// - Parameters:
    ///   - isBelowUnseen: whether the tree says already that the element was not seen.
    ///   - shown: the definitions of `let`s that were looked into for this element.
    private mutating func tree(
        of place: Int,
        for element: Dissection.Element?,
        level: Int,
        isBelowUnseen: Bool,
        _ shown: inout Set<Int>
    ) -> ExpressionTree {
        budget -= 1
        let part = outline.parts[place]
        let value = dissection.value(of: place, in: condition, for: element)
        let isSeen = element.map(dissection.isSeen) ?? false
        var operands: [ExpressionTree] = []
        var members: ExpressionTree.Members?
        var isCut = isTooMuch(part, level: level)
        if part.kind == .definition, let definition = part.operands.first, !shown.insert(definition).inserted {
            isCut = true
        }
        if !isCut, part.kind == .group {
            members = self.members(of: part, element, level: level)
        } else if !isCut {
            for operand in part.operands {
                let own = self.element(of: operand, from: element)
                let isBelowUnseen = isBelowUnseen || !isSeen
                operands.append(
                    tree(of: operand, for: own, level: level + 1, isBelowUnseen: isBelowUnseen, &shown)
                )
            }
        }
        if part.kind == .comparison { operands = ExpressionTree.toldApart(operands) }
        let window = window(of: place, element)
        let tree = ExpressionTree(
            text: outline.text(of: part),
            kind: part.kind,
            value: value,
            cause: nil,
            window: window,
            members: members,
            operands: operands,
            isCut: isCut
        )
        guard tree.isUnknown, !isBelowUnseen else { return tree }
        return tree.because(isSeen ? cause(of: tree, part, element) : unseenCause(element))
    }

    /// Whether a part is shown without what it is made of.
    private func isTooMuch(_ part: Outline.Part, level: Int) -> Bool {
        guard !part.operands.isEmpty else { return false }
        let isAsked = part.operands.allSatisfy { dissection.questions[condition][$0] != nil }
        return !isAsked || level >= Self.mostLevels || budget < part.operands.count
    }

    /// The element that an operand has a value for: the group of `element`, where that is coarser.
    private func element(of operand: Int, from element: Dissection.Element?) -> Dissection.Element? {
        guard let element, let question = dissection.questions[condition][operand] else { return nil }
        guard case .group(let names) = outline.parts[operand].grain, question.grain != element.grain else {
            return element
        }
        let labels = dissection.elements.labels(of: element.row, grain: element.grain).only(names.namesWithSource)
        return dissection.elements.row(of: labels, grain: question.grain).map { row in
            Dissection.Element(grain: question.grain, row: row)
        }
    }

    // MARK: Groups

    private mutating func members(
        of part: Outline.Part,
        _ element: Dissection.Element?,
        level: Int
    ) -> ExpressionTree.Members? {
        guard let element, dissection.hasPoll, !dissection.isPollFailed, let operand = part.operands.first,
            let finer = dissection.questions[condition][operand]?.grain
        else { return nil }
        let elements = dissection.elements
        let rows = elements.members(of: element.row, grain: element.grain, at: finer).filter { row in
            let lastSeen = elements.lastSeen(row, grain: finer)
            return lastSeen != .distantPast && elements.time - lastSeen <= dissection.staleness
        }
        // In order of their labels, which decides between equal values.
        let ranked = rows.enumerated().map { place, row in
            let member = Dissection.Element(grain: finer, row: row)
            return (place: place, member: member, rank: dissection.value(of: operand, in: condition, for: member).rank)
        }
        var listed: [ExpressionTree.Members.Member] = []
        for (_, member, _) in ranked.sorted(by: { ($1.rank, $0.place) < ($0.rank, $1.place) }).prefix(Self.mostMembers)
        where budget > 0 {
            var shown: Set<Int> = []
            let tree = tree(of: operand, for: member, level: level + 1, isBelowUnseen: false, &shown)
            listed.append(.init(labels: elements.labels(of: member.row, grain: finer), tree: tree))
        }
        let known = ranked.count { $0.rank > -.infinity }
        return ExpressionTree.Members(count: rows.count, known: known, listed: listed)
    }

    // MARK: Windows

    private func window(of place: Int, _ element: Dissection.Element?) -> ExpressionTree.Window? {
        guard let element, case .window(_, _, let span) = outline.graph[outline.parts[place].index],
            outline.parts[place].kind == .window, let question = dissection.questions[condition][place]
        else { return nil }
        let firstSeen = dissection.elements.firstSeen(element.row, grain: element.grain)
        let isCovered = firstSeen.map { $0 <= dissection.elements.time - span } ?? false
        func count(_ slot: NumberSlot?) -> Int? {
            guard isCovered, let slot, dissection.isSeen(element) else { return nil }
            return Int(exactly: dissection.evaluation.number(slot, row: element.row) ?? 0)
        }
        return ExpressionTree.Window(
            span: span,
            firstSeen: isCovered ? nil : firstSeen,
            isCovered: isCovered,
            samples: count(question.samples),
            known: count(question.known)
        )
    }

    // MARK: Unknown

    private func unseenCause(_ element: Dissection.Element?) -> UnknownCause {
        if dissection.isPollFailed { return .pollFailed }
        return .notSeen(lastSeen: element.flatMap(dissection.lastSeen))
    }

    /// Why a part of an element that was seen is unknown; nil when its operands say it.
    private func cause(
        of tree: ExpressionTree,
        _ part: Outline.Part,
        _ element: Dissection.Element?
    ) -> UnknownCause? {
        switch part.kind {
        case .counter: return .notDelivered
        case .arithmetic:
            let values = part.operands.map { operand in
                dissection.value(of: operand, in: condition, for: self.element(of: operand, from: element))
            }
            guard values.allSatisfy({ $0.rank > -.infinity }) else { return nil }
            let dividesByZero = zip(part.operands, values).contains { part.divisors.contains($0) && $1.rank == 0 }
            return dividesByZero ? .divisionByZero : .notFinite
        case .group:
            guard let members = tree.members else { return nil }
            if members.known == 0 { return .noKnownMember }
            if case .truth = tree.value { return .membersUnknown }
            return .notFinite
        case .window:
            guard let window = tree.window else { return nil }
            guard window.isCovered else { return .windowNotCovered }
            switch window.known ?? 0 {
            case 0: return .noKnownSample
            case 1 where tree.needsTwoSamples(outline.graph[part.index]): return .oneKnownSample
            default: return .notFinite
            }
        case .previous:
            let firstSeen = element.flatMap { dissection.elements.firstSeen($0.row, grain: $0.grain) }
            return firstSeen == dissection.elements.time ? .noSampleBefore : .unknownBefore
        case .and, .or, .not, .comparison, .negation, .function, .definition, .literal: return nil
        }
    }
}

extension ExpressionTree.Value {
    /// A number that greater values have a greater of, unknown ones the least.
    fileprivate var rank: Double {
        switch self {
        case .truth(let truth): truth.map { $0 ? 1 : 0 } ?? -.infinity
        case .number(let number, _, _): number ?? -.infinity
        }
    }
}

extension ExpressionTree {
    /// The same with the reason why it is unknown.
    fileprivate func because(_ cause: UnknownCause?) -> ExpressionTree {
        ExpressionTree(
            text: text,
            kind: kind,
            value: value,
            cause: cause,
            window: window,
            members: members,
            operands: operands,
            isCut: isCut
        )
    }

    /// Whether its function makes a line.
    fileprivate func needsTwoSamples(_ node: ExpressionGraph.Node) -> Bool {
        switch node {
        case .window(.slope, _, _), .window(.forecast, _, _): true
        default: false
        }
    }
}
