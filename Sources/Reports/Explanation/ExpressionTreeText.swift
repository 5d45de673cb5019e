import Alerting
import Diagnostics
import Expressions
import Model

/// A condition as a tree for people: a line for each part, its value in a column of its own, notes below it.
struct ExpressionTreeText {
    /// One line: what stands in the tree, and the value.
    private struct Row {
        var text: String
        var value: String?
    }

    /// More members of one group than this are only counted, and no more of them are taken apart.
    private static let mostMembers = 10
    private static let mostTakenApart = 3
    /// Where the values stand at most.
    private static let mostTextWidth = 70

    private var rows: [Row] = []

    /// The text of `tree`.
    init(_ tree: ExpressionTree) {
        add(tree, name: tree.text, line: "", below: "")
    }

    /// The lines, two columns in.
    var lines: [String] {
        let widths = rows.map { $0.value == nil ? 0 : DisplayWidth.of($0.text.unicodeScalars) }
        // The whole condition is never cut off; its value stands above it, too.
        let isWrapped = (widths.first ?? 0) > Self.mostTextWidth
        let column = min(widths.dropFirst(isWrapped ? 1 : 0).max() ?? 0, Self.mostTextWidth)
        return rows.enumerated().flatMap { place, row -> [String] in
            guard let value = row.value else { return ["  \(row.text)"] }
            if isWrapped, place == 0 { return ExplanationText.wrapped(row.text, indent: 2) }
            let text = Self.shortened(row.text, to: column)
            let gap = column - DisplayWidth.of(text.unicodeScalars) + 2
            return ["  \(text)\(String(repeating: " ", count: gap))\(value)"]
        }
    }

    /// - Parameters:
    ///   - line: the branch that leads to the part.
    ///   - below: what stands before everything below it.
    ///   - isTakenApart: whether anything stands below it.
    private mutating func add(
        _ tree: ExpressionTree,
        name: String,
        line: String,
        below: String,
        isTakenApart: Bool = true
    ) {
        rows.append(Row(text: line + DisplayWidth.printable(name.unicodeScalars), value: tree.valueText))
        guard isTakenApart else { return }
        // Literals say what they are where they stand.
        let operands = tree.operands.filter { $0.kind != .literal }
        let isLeaf = operands.isEmpty && (tree.members?.listed.isEmpty ?? true)
        for note in tree.notes { rows.append(Row(text: below + (isLeaf ? "   " : "│  ") + note)) }
        for (place, operand) in operands.enumerated() {
            let (branch, rest) = place == operands.count - 1 ? ("└─ ", "   ") : ("├─ ", "│  ")
            add(operand, name: operand.text, line: below + branch, below: below + rest)
        }
        if let members = tree.members { add(members, below: below) }
    }

    private mutating func add(_ members: ExpressionTree.Members, below: String) {
        let listed = members.listed.prefix(Self.mostMembers)
        let common = listed.dropFirst().reduce(listed.first?.labels ?? [:]) { $0.common(with: $1.labels) }
        let others = members.count - listed.count
        for (place, member) in listed.enumerated() {
            let (branch, rest) =
                place == listed.count - 1 && others == 0 ? ("└─ ", "   ") : ("├─ ", "│  ")
            add(
                member.tree,
                name: member.labels.without(common).description,
                line: below + branch,
                below: below + rest,
                isTakenApart: place < Self.mostTakenApart
            )
        }
        if others > 0 { rows.append(Row(text: "\(below)└─ and \(counted(others, "other"))")) }
    }

    /// A text that is cut off where it is too wide.
    private static func shortened(_ text: String, to width: Int) -> String {
        guard DisplayWidth.of(text.unicodeScalars) > width else { return text }
        var scalars = text.unicodeScalars
        while DisplayWidth.of(scalars) > width - 1, !scalars.isEmpty { scalars.removeLast() }
        return String(scalars) + "…"
    }
}

extension ExpressionTree {
    /// What is to be said of it besides its value.
    fileprivate var notes: [String] {
        var notes: [String] = []
        if let window {
            if window.isCovered {
                if let samples = window.samples, let known = window.known {
                    let unknown = known == samples ? "" : ", \(known) known"
                    notes.append("window of \(window.span): \(counted(samples, "sample"))\(unknown); below, the newest")
                }
            } else if let firstSeen = window.firstSeen, let from = window.coveredFrom {
                notes.append("window of \(window.span): seen since \(firstSeen.rfc3339), covered from \(from.rfc3339)")
            }
        }
        if let members {
            let known = members.known == members.count ? "all known" : "\(members.known) known"
            notes.append("\(counted(members.count, "member")), \(known)")
        }
        if kind == .previous, !isUnknown { notes.append("at the sample before this one; below, this one") }
        if let cause { notes.append("unknown: \(cause.text)") }
        if isCut { notes.append(kind == .definition ? "as above" : "not taken apart further") }
        return notes
    }
}

extension UnknownCause {
    /// The cause in words.
    fileprivate var text: String {
        switch self {
        case .pollFailed: "the poll failed"
        case .notSeen(let lastSeen):
            lastSeen.map { "not in this poll, last seen at \($0.rfc3339)" } ?? "not in this poll"
        case .notDelivered: "the answer has no such counter, or what is none"
        case .divisionByZero: "division by zero"
        case .notFinite: "too large for a number"
        case .windowNotCovered: "the window is not covered yet"
        case .noKnownSample: "no sample of the window is known"
        case .oneKnownSample: "a line needs two known samples, the window has one"
        case .noKnownMember: "no member is known"
        case .membersUnknown: "what is known of the members does not decide it"
        case .noSampleBefore: "this is its first sample, or the first after a gap"
        case .unknownBefore: "it was unknown at the sample before"
        }
    }
}
