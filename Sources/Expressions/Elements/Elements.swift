package import Model

/// The elements that a program's expressions have values for: the series of one source, and their groups.
///
/// A row keeps its place from poll to poll, so that what is known of an element can be found by its row. It is a value
/// that is cheap to copy: what a poll does not change is shared with the copy.
package struct Elements: Sendable {
    /// The place of a grain among those of a program.
    package struct GrainIndex: Sendable, Hashable {
        let place: Int

        /// Each series.
        package static let series = GrainIndex(place: Program.series)
    }

    private let grains: [Program.RowGrain]
    private let asksForMembers: Bool
    /// The rows of each grain.
    private(set) var rows: [ElementRows]
    /// The labels of each grain's rows.
    private var labels: [[Labels]]
    private var index: [[Labels: Int]]
    /// The ways between the grains.
    private(set) var links: [GroupLink]
    private let ends: [Program.Link]
    /// The time of the newest poll.
    private(set) var time = Timestamp.distantPast

    /// No element, for `program`.
    package init(for program: Program) {
        grains = program.grains
        asksForMembers = program.asksForMembers
        rows = grains.map { _ in ElementRows() }
        labels = grains.map { _ in [] }
        index = grains.map { _ in [:] }
        ends = program.links
        links = ends.map { _ in GroupLink() }
    }

    /// The rows of a poll for a program without groups and windows.
    init(seen: Bitmap) {
        grains = [.series]
        asksForMembers = false
        rows = [ElementRows(seen: seen)]
        labels = [[]]
        index = [[:]]
        ends = []
        links = []
    }

    // MARK: What is there

    /// How many elements a grain has.
    package func count(of grain: GrainIndex) -> Int { rows[grain.place].count }

    /// The labels of an element.
    package func labels(of row: Int, grain: GrainIndex) -> Labels { labels[grain.place][row] }

    /// The group of those labels, `source` among them; nil when there is none.
    package func row(of labels: Labels, grain: GrainIndex) -> Int? { index[grain.place][labels] }

    /// When an element was last seen; the distant past for one that was only heard of.
    package func lastSeen(_ row: Int, grain: GrainIndex) -> Timestamp { rows[grain.place].lastSeen[row] }

    /// Whether the newest poll brought the element.
    package func isSeen(_ row: Int, grain: GrainIndex) -> Bool { rows[grain.place].seen[row] }

    /// Whether the newest poll's sample of the element is the first after a gap.
    package func isRestarted(_ row: Int, grain: GrainIndex) -> Bool { rows[grain.place].restarted[row] }

    /// A series of a group that was last seen when the group was; nil when no member is known.
    package func newestMember(of row: Int, grain: GrainIndex) -> Int? {
        let lastSeen = rows[grain.place].lastSeen[row]
        let link = ends.firstIndex { $0.finer == Program.series && $0.coarser == grain.place }
        guard let link, links[link].members.indices.contains(row) else { return nil }
        return links[link].members[row].lazy.map { Int($0) }
            .first { rows[Program.series].lastSeen[$0] == lastSeen }
    }

    /// When an element was first seen, or first after a gap; nil for one never seen.
    func firstSeen(_ row: Int, grain: GrainIndex) -> Timestamp? {
        Int64(exactly: rows[grain.place].firstSeen[row]).map { Timestamp(milliseconds: $0) }
    }

    /// The elements of a finer grain, or of the same, that make up an element, in order of their labels.
    func members(of row: Int, grain: GrainIndex, at finer: GrainIndex) -> [Int] {
        let link = ends.firstIndex { $0.finer == finer.place && $0.coarser == grain.place }
        guard let link, links[link].members.indices.contains(row) else { return [] }
        return links[link].members[row].map { Int($0) }
    }

    // MARK: What comes

    /// Puts a series behind the last; `selects` says which of the rules' selections it is in.
    ///
    /// - Parameter lastSeen: when it was last seen, if that is known from before; its samples are not.
    package mutating func add(
        _ labels: Labels,
        lastSeen: Timestamp = .distantPast,
        selects: (Int) -> Bool
    ) {
        let row = rows[Program.series].count
        rows[Program.series].append()
        self.labels[Program.series].append(labels)
        restore(row, grain: .series, lastSeen: lastSeen)
        assign(row, selects: selects)
    }

    /// Notes when an element was last seen, by what was stored of it.
    package mutating func restore(_ row: Int, grain: GrainIndex, lastSeen: Timestamp) {
        rows[grain.place].restore(row, lastSeen: lastSeen)
    }

    /// The group of those labels, which is put behind the last if it is new.
    package mutating func addGroup(_ labels: Labels, grain: GrainIndex) -> Int {
        addGroup(labels, at: grain.place)
    }

    private mutating func addGroup(_ labels: Labels, at grain: Int) -> Int {
        if let row = index[grain][labels] { return row }
        let row = rows[grain].count
        index[grain][labels] = row
        self.labels[grain].append(labels)
        rows[grain].append()
        for (link, ends) in ends.enumerated() where ends.finer == grain {
            guard case .group(let fewer, _) = grains[ends.coarser] else { continue }
            links[link].append(group: addGroup(labels.only(fewer.namesWithSource), at: ends.coarser))
        }
        return row
    }

    /// Puts the series at `row` into its groups.
    private mutating func assign(_ row: Int, selects: (Int) -> Bool) {
        for (link, ends) in ends.enumerated() where ends.finer == Program.series {
            guard case .group(let names, let selection) = grains[ends.coarser] else { continue }
            guard selection.map(selects) ?? true else {
                links[link].append(group: nil)
                continue
            }
            let group = addGroup(labels[Program.series][row].only(names.namesWithSource), at: ends.coarser)
            links[link].append(group: group)
        }
    }

    /// Notes which series a poll at `time` brought, and with them which groups.
    package mutating func note(_ seen: Bitmap, at time: Timestamp, staleness: TimeSpan) {
        self.time = time
        rows[Program.series].note(seen, at: time, staleness: staleness, asksForMembers: asksForMembers)
        for (link, ends) in ends.enumerated() where ends.finer == Program.series {
            var groups = Bitmap(count: rows[ends.coarser].count)
            let group = links[link].group
            seen.forEachIndex { row in
                if group[row] != GroupLink.none { groups[Int(group[row])] = true }
            }
            rows[ends.coarser].note(groups, at: time, staleness: staleness, asksForMembers: asksForMembers)
        }
        for (link, ends) in ends.enumerated() {
            let labels = labels[ends.finer]
            links[link].order { labels[$0] }
        }
    }
}

extension GroupLabels {
    /// The names of a group's labels.
    package var namesWithSource: [String] { names + ["source"] }
}
