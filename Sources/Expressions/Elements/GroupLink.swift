import Model

/// Which group each row of a finer grain belongs to, and which rows are a group's members.
struct GroupLink: Sendable {
    /// No group.
    static let none: Int32 = -1

    /// The group of each row, ``none`` for a row that the selection leaves out.
    private(set) var group: [Int32] = []
    /// The rows of each group, in order of the members' labels.
    private(set) var members: [[Int32]] = []
    /// The groups whose members are not in order yet.
    private var unordered: Set<Int> = []

    /// Puts a row of the finer grain behind the last.
    mutating func append(group: Int?) {
        let row = Int32(clamping: self.group.count)
        self.group.append(group.map { Int32(clamping: $0) } ?? Self.none)
        guard let group else { return }
        while members.count <= group { members.append([]) }
        members[group].append(row)
        unordered.insert(group)
    }

    /// Brings the members of each group into the order of their labels.
    mutating func order(by labels: (Int) -> Labels) {
        for group in unordered {
            // Taken out, so that sorting does not copy them.
            var rows = members[group]
            members[group] = []
            rows.sort { labels(Int($0)) < labels(Int($1)) }
            members[group] = rows
        }
        unordered = []
    }
}
