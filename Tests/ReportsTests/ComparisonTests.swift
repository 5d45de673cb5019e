import Model
import Reports
import TestSupport
import Testing

/// What other rules would have changed.
///
/// A `#` of a script is a minute in which the alert fires.
struct ComparisonTests {
    /// The changes from an alert that fires as `before` says to one that fires as `after` says.
    private func comparison(_ before: String, _ after: String) throws -> RuleComparison {
        let recording = Recording([1: before], ivr: after)
        return RuleComparison(
            try recording.record(ReferenceRule("R", when: "queueCallCount above 10")),
            with: try recording.record(ReferenceRule("R", group: "other", when: "ivrCallCount above 10"))
        )
    }

    @Test(
        arguments: [
            ("..##..", "..##..", []),
            ("......", "..##..", ["2 gained for 2m"]),
            ("..##..", "......", ["2 lost for 2m"]),
            ("..##..", ".###..", ["1 earlier by 1m"]),
            (".###..", "..##..", ["1 later by 1m"]),
            ("..##..", "..###.", ["2 longer by 1m"]),
            ("..###.", "..##..", ["2 shorter by 1m"]),
            // One that falls apart, and several that become one: the earliest are the same trouble.
            (".#####.", ".#.#.#.", ["1 shorter by 4m", "3 gained for 1m", "5 gained for 1m"]),
            (".#.#.#.", ".#####.", ["1 longer by 4m", "3 lost for 1m", "5 lost for 1m"]),
            // Beside each other, at most 5 minutes apart, it is the same trouble; further apart it is not.
            ("#..........", "......#....", ["0 later by 6m"]),
            ("#..........", ".......#...", ["0 lost for 1m", "7 gained for 1m"]),
            ("......#....", "#..........", ["0 earlier by 6m"]),
            (".......#...", "#..........", ["0 gained for 1m", "7 lost for 1m"]),
            // Of two that are near it is the nearer; one that overlaps goes before both.
            (".....#........", "#.......#.....", ["0 gained for 1m", "5 later by 3m"]),
            (".....#........", "..#.....#.....", ["2 earlier by 3m", "8 gained for 1m"]),
            (".....##.......", "...#..#.......", ["3 gained for 1m", "5 later by 1m"]),
            // Firing to the end of the recording.
            ("....##", "....##", []),
            ("...###", "....##", ["3 later by 1m"]),
            (".##...", ".#####", ["1 longer to the end of the recording"]),
            ("......", "....##", ["4 gained to the end of the recording"]),
        ] as [(String, String, [String])]
    )
    func changesAreFound(_ before: String, _ after: String, _ expected: [String]) throws {
        let changes = try comparison(before, after).changes.map { change in
            "\(Int((change.at - .at(0)).seconds) / 60) \(change.kind.rawValue) \(change.difference)"
        }
        #expect(changes == expected)
    }

    @Test func whatIsAsBeforeIsCounted() throws {
        let comparison = try comparison("##......##......##", "##......###.......")
        #expect(comparison.unchanged == 1)
        #expect(comparison.text == "0 gained, 1 lost, 0 earlier, 0 later, 1 longer, 0 shorter, 1 as before")
    }

    @Test func seriesAreComparedWithThemselvesOnly() throws {
        let recording = Recording([1: "##....", 2: "..99.."])
        let comparison = RuleComparison(
            try recording.record(ReferenceRule("R", when: "queueCallCount above 10")),
            with: try recording.record(ReferenceRule("R", when: "queueCallCount is 9"))
        )
        #expect(comparison.changes.map(\.kind) == [.lost, .gained])
        #expect(comparison.changes.map { $0.labels["innoId"] } == ["1", "2"])
    }

    @Test func alertsOfOtherNamesAreOthers() throws {
        let recording = Recording([1: "##...."])
        let comparison = RuleComparison(
            try recording.record(ReferenceRule("Old", when: "queueCallCount above 10")),
            with: try recording.record(ReferenceRule("New", when: "queueCallCount above 10"))
        )
        #expect(comparison.alerts.map(\.alert) == ["New", "Old"])
        #expect(comparison.changes.map { "\($0.kind.rawValue) \($0.alert)" } == ["gained New", "lost Old"])
    }

    @Test func linesTellChangesFiguresAndTheCount() throws {
        #expect(
            try comparison("..##..", ".###..").lines == [
                "2024-01-01T00:01:00Z  earlier  R {ccId=\"1\", innoId=\"1\", source=\"s\", vdn=\"1\"}  by 1m",
                "R: fired 1 time, median 2m, longest 2m, 0 flaps",
                "  with the other rules: fired 1 time, median 3m, longest 3m, 0 flaps",
                "0 gained, 0 lost, 1 earlier, 0 later, 0 longer, 0 shorter, 0 as before",
            ]
        )
    }
}
