import Alerting
import Model
import TestSupport
import Testing

/// Other labels of a series that is still there: of the catalog, by a reload or at a restart, or of the contact centre.
struct RelabelTests {
    /// How a series comes to other labels.
    enum Way: Equatable {
        case catalog(ConfigurationChange)
        case names
    }

    private static let ways = ConfigurationChange.allCases.map(Way.catalog) + [.names]
    private static let route = Route.root("ops", groupWait: .zero)

    /// A catalog that has a name for each of these codes.
    private static func catalog(_ names: [Int64: String]) -> Catalog {
        Catalog(
            labelNames: ["name"],
            rows: names.sorted { $0.key < $1.key }.map { code, name in
                Catalog.Row(ccId: nil, vdn: nil, innoId: code, labels: ["name": name])
            }
        )
    }

    /// A daemon whose series have the labels `name` that its catalog, or the contact centre, gives their codes.
    private struct Stage {
        var bench: EngineBench
        let way: Way
        private let rules: [ReferenceRule]
        private var names: [Int64: String] = [:]
        private var isRenamed = false

        init(_ rules: [ReferenceRule], _ names: [Int64: String], by way: Way) throws {
            self.rules = rules
            self.way = way
            bench = try .checked(Self.configuration(rules, way == .names ? [:] : names))
            try rename(names, at: 0)
        }

        private static func configuration(_ rules: [ReferenceRule], _ names: [Int64: String]) throws
            -> AlertConfiguration
        {
            try .of(rules, route: route, sources: [SourceProfile(name: "s", catalog: RelabelTests.catalog(names))])
        }

        mutating func rename(_ names: [Int64: String], at seconds: Int64) throws {
            self.names = names
            switch way {
            case .catalog(let way): try bench.change(to: Self.configuration(rules, names), by: way, at: seconds)
            case .names: isRenamed = true
            }
        }

        /// A poll, with the names if they are others and come from the contact centre.
        mutating func poll(_ seconds: Int64, _ queues: [Int64: Double?]) {
            var poll = Poll.of(queues, at: .at(seconds))
            if isRenamed {
                poll.names = Dictionary(
                    names.map { (AccessCode(ccId: 1, vdn: 1, innoId: $0.key), $0.value) }
                ) { first, _ in first }
            }
            isRenamed = false
            bench.poll(poll)
        }
    }

    // MARK: Series

    @Test(arguments: ways)
    func firingAlertGoesOnWithTheLabelsItBeganWith(by way: Way) throws {
        var rule = ReferenceRule.backlog
        rule.annotations = [.init("summary", "{{ labels.name }}: {{ queueCallCount }}")]
        var stage = try Stage([rule], [1: "Old"], by: way)
        stage.poll(0, [1: 20])
        try stage.rename([1: "New"], at: 5)
        stage.poll(15, [1: 25])
        stage.poll(30, [1: 0])
        stage.bench.pass(to: 300)
        stage.poll(315, [1: 20])
        #expect(
            stage.bench.timeline == [
                "0 R/1 inactive->firing", "30 R/1 firing->inactive condition", "315 R/1 inactive->firing",
            ]
        )
        #expect(stage.bench.transitions.map { $0.labels["name"] } == ["Old", "Old", "New"])
        #expect(
            stage.bench.told == [
                "0 ops first notification: +1", "300 ops all alerts resolved: -1", "315 ops first notification: +1",
            ]
        )
        let summaries = stage.bench.notifications.flatMap { $0.notification.alerts.map { $0.annotations["summary"] } }
        #expect(summaries == ["Old: 20", "Old: 0", "New: 20"])
        #expect(stage.bench.complaints == [])
    }

    @Test(arguments: ways)
    func pendingTimeGoesOn(by way: Way) throws {
        var rule = ReferenceRule.backlog
        rule.levels[0].holdFor = .seconds(60)
        var stage = try Stage([rule], [1: "Old"], by: way)
        stage.poll(0, [1: 20])
        try stage.rename([1: "New"], at: 30)
        stage.poll(30, [1: 20])
        stage.poll(60, [1: 20])
        #expect(stage.bench.timeline == ["0 R/1 inactive->pending", "60 R/1 pending->firing"])
        #expect(stage.bench.transitions.last?.activeAt == .at(0))
    }

    @Test(arguments: ways)
    func levelsGoOnAsOneAlert(by way: Way) throws {
        var stage = try Stage([.twoLevels], [1: "Old"], by: way)
        stage.poll(0, [1: 20])
        try stage.rename([1: "New"], at: 5)
        stage.poll(15, [1: 60])
        stage.poll(30, [1: 0])
        #expect(
            stage.bench.timeline == [
                "0 R/1 inactive->firing low", "15 R/1 firing->firing high", "30 R/1 firing->inactive high condition",
            ]
        )
        #expect(Set(stage.bench.transitions.map(\.fingerprint)).count == 1)
        #expect(stage.bench.complaints == [])
    }

    @Test(arguments: ways)
    func windowsAndPreviousValuesGoOn(by way: Way) throws {
        let rules = [
            ReferenceRule("Mean", when: "avg(queueCallCount over 1m) above 10"),
            ReferenceRule("Jump", when: "queueCallCount above previous(queueCallCount) + 5"),
        ]
        var stage = try Stage(rules, [1: "Old"], by: way)
        for second in stride(from: Int64(0), to: 60, by: 15) { stage.poll(second, [1: 20]) }
        try stage.rename([1: "New"], at: 50)
        stage.poll(60, [1: 26])
        #expect(stage.bench.timeline == ["60 Mean/1 inactive->firing", "60 Jump/1 inactive->firing"])
        #expect(stage.bench.transitions.map { $0.labels["name"] } == ["New", "New"])
    }

    @Test(arguments: ways)
    func alertEndsWhereTheRuleDoesNotSeeTheSeriesAnyMore(by way: Way) throws {
        var old = ReferenceRule("Old", when: "queueCallCount above 10")
        old.matchers = ["name=Old"]
        old.annotations = [.init("summary", "{{ queueCallCount }} wait")]
        var new = ReferenceRule("New", when: "queueCallCount above 10")
        new.matchers = ["name=New"]
        var stage = try Stage([old, new], [1: "Old"], by: way)
        stage.poll(0, [1: 20])
        try stage.rename([1: "New"], at: 15)
        stage.poll(15, [1: 20])
        stage.bench.pass(to: 315)
        #expect(
            stage.bench.timeline == [
                "0 Old/1 inactive->firing", "15 Old/1 firing->inactive series_removed", "15 New/1 inactive->firing",
            ]
        )
        #expect(
            stage.bench.told == [
                "0 ops first notification: +1", "15 ops first notification: +1", "300 ops all alerts resolved: -1",
            ]
        )
        #expect(stage.bench.complaints == [])
    }

    @Test(arguments: ways)
    func seriesThatTakesTheNameOfAnotherIsTheLaterOneOfTwo(by way: Way) throws {
        // The rule takes away what tells its series apart but for their names.
        let rule = ReferenceRule("R", when: "queueCallCount above 10", labels: [.init("innoId", "")])
        var stage = try Stage([rule], [1: "A", 2: "B"], by: way)
        stage.poll(0, [1: 20, 2: 0])
        try stage.rename([1: "B", 2: "A"], at: 15)
        stage.poll(15, [1: 20, 2: 20])
        stage.poll(30, [1: 0, 2: 20])
        #expect(
            stage.bench.timeline == [
                "0 R/- inactive->firing", "15 R/- inactive->firing", "15 RuleFailing/- inactive->firing",
                "30 R/- firing->inactive condition", "30 RuleFailing/- firing->inactive condition",
            ]
        )
        let names = stage.bench.transitions.filter { $0.key.alert == "R" }.map { $0.labels["name"] }
        #expect(names == ["A", "A", "A"])
        #expect(stage.bench.complaints == [])
    }

    // MARK: Groups

    private static let sum = ReferenceRule("Sum", when: "sum(queueCallCount by name) above 10")

    @Test(arguments: ways)
    func groupGoesOnWithTheMembersItHasNow(by way: Way) throws {
        var rule = Self.sum
        rule.annotations = [.init("summary", "{{ value }}")]
        var stage = try Stage([rule], [1: "voice", 2: "voice", 3: "chat"], by: way)
        stage.poll(0, [1: 20, 2: 20, 3: 0])
        try stage.rename([1: "chat", 2: "voice", 3: "chat"], at: 15)
        stage.poll(15, [1: 20, 2: 15, 3: 1])
        stage.poll(30, [1: 20, 2: 5, 3: 1])
        stage.bench.pass(to: 300)
        #expect(
            stage.bench.timeline == [
                "0 Sum/{name=\"voice\"} inactive->firing", "15 Sum/{name=\"chat\"} inactive->firing",
                "30 Sum/{name=\"voice\"} firing->inactive condition",
            ]
        )
        let told = stage.bench.notifications.flatMap { $0.notification.alerts.map { $0.annotations["summary"] } }
        #expect(told == ["40", "21", "5"])
        #expect(stage.bench.complaints == [])
    }

    @Test(arguments: ways)
    func groupWithoutMembersEnds(by way: Way) throws {
        var stage = try Stage([Self.sum], [1: "voice", 2: "voice"], by: way)
        stage.poll(0, [1: 6, 2: 6])
        try stage.rename([1: "Voice", 2: "Voice"], at: 15)
        stage.poll(15, [1: 6, 2: 6])
        #expect(
            stage.bench.timeline == [
                "0 Sum/{name=\"voice\"} inactive->firing", "15 Sum/{name=\"voice\"} firing->inactive series_removed",
                "15 Sum/{name=\"Voice\"} inactive->firing",
            ]
        )
        #expect(stage.bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func groupOfCodesThatWereNotSeenForLongHasMembersAllTheSame(by way: ConfigurationChange) throws {
        func configuration(_ names: [Int64: String]) throws -> AlertConfiguration {
            var source = SourceProfile.centre(codes: [1, 2, 3])
            source.catalog = Self.catalog(names)
            return try .of([Self.sum], route: Self.route, sources: [source])
        }
        var bench = try EngineBench(configuration([1: "voice", 2: "voice", 3: "chat"]))
        bench.poll(0, [1: 20, 2: 20, 3: 0])
        for second in stride(from: Int64(60), through: 900, by: 60) { bench.poll(second, [3: 0]) }
        for names: [Int64: String] in [[1: "x", 2: "voice", 3: "chat"], [1: "voice", 2: "x", 3: "chat"]] {
            try bench.change(to: configuration(names), by: way, at: 900)
        }
        #expect(bench.timeline == ["0 Sum/{name=\"voice\"} inactive->firing"])
        bench.poll(915, [1: 0, 3: 0])
        #expect(bench.timeline.last == "915 Sum/{name=\"voice\"} firing->inactive condition")
    }

    @Test(arguments: ways)
    func windowOfAGroupGoesOverThePastOfTheMembersItHasNow(by way: Way) throws {
        let rule = ReferenceRule("Mean", when: "avg(sum(queueCallCount by name) over 1m) above 10")
        var stage = try Stage([rule], [1: "voice", 2: "chat"], by: way)
        for second in stride(from: Int64(0), to: 60, by: 15) { stage.poll(second, [1: 6, 2: 6]) }
        try stage.rename([1: "voice", 2: "voice"], at: 50)
        stage.poll(60, [1: 6, 2: 6])
        #expect(stage.bench.timeline == ["60 Mean/{name=\"voice\"} inactive->firing"])
    }

    // MARK: Names

    @Test func nameThatArrivesLateChangesNothing() throws {
        var bench = try EngineBench.checked(.of([.backlog], route: Self.route))
        bench.poll(0, [1: 20])
        var poll = Poll.of([1: 20], at: .at(15))
        poll.names = [AccessCode(ccId: 1, vdn: 1, innoId: 1): "Support"]
        bench.fail(.poll(poll), at: poll.time)
        bench.poll(poll)
        bench.poll(30, [1: 0])
        bench.poll(45, [1: 20])
        #expect(
            bench.timeline == [
                "0 R/1 inactive->firing", "30 R/1 firing->inactive condition", "45 R/1 inactive->firing",
            ]
        )
        #expect(bench.transitions.map { $0.labels["name"] } == [nil, nil, "Support"])
        #expect(bench.complaints == [])
        try bench.crash()
        #expect(bench.timeline.count == 3)
    }

    @Test func listOfOneVDNSaysNothingOfAnother() throws {
        func code(_ vdn: Int64, _ innoId: Int64) -> AccessCode { AccessCode(ccId: 1, vdn: vdn, innoId: innoId) }
        func poll(_ seconds: Int64, _ names: [AccessCode: String]?) -> Poll {
            var snapshot = Snapshot()
            for code in [code(1, 1), code(2, 1)] { snapshot.append(code, [nil, nil, nil, 20, nil]) }
            return Poll(source: "s", time: .at(seconds), result: .snapshot(snapshot), names: names)
        }
        var rule = ReferenceRule.backlog
        rule.matchers = ["name!=\"\""]
        var bench = try EngineBench(.of([rule]))
        bench.poll(poll(0, [code(1, 1): "One", code(2, 1): "Two"]))
        // The contact centre lists the codes of one VDN only, of which one has no description any more.
        bench.poll(poll(15, [code(1, 1): ""]))
        #expect(
            bench.timeline == [
                "0 R/1 inactive->firing", "0 R/1 inactive->firing", "15 R/1 firing->inactive series_removed",
            ]
        )
        #expect(bench.transitions.last?.labels["name"] == "One")
    }

    @Test func namesOfAPollThatFailedAreTakenOver() throws {
        var bench = try EngineBench(.of([.backlog]))
        var failed = Poll.failed(at: .at(0))
        failed.names = [AccessCode(ccId: 1, vdn: 1, innoId: 1): "Support"]
        bench.poll(failed)
        try bench.crash()
        bench.poll(15, [1: 20])
        #expect(bench.transitions.map { $0.labels["name"] } == ["Support"])
    }

    // MARK: By chance

    private static let rules = [
        ReferenceRule("Own", when: "queueCallCount above 3"),
        ReferenceRule("Mean", when: "avg(queueCallCount over 1m) above 3"),
        ReferenceRule("Sum", when: "sum(queueCallCount by name) above 7"),
        ReferenceRule("Whole", when: "avg(sum(queueCallCount by name) over 45s) above 5"),
        ReferenceRule("All", when: "all(queueCallCount above 1 by name)"),
        ReferenceRule("Step", when: "sum(queueCallCount by name) above previous(sum(queueCallCount by name))"),
        ReferenceRule("Spread", when: "queueCallCount is max(queueCallCount by name)"),
    ].map { rule in
        var rule = rule
        rule.labels = [.init("seen", "{{ value }}")]
        rule.levels[0].holdFor = rule.alert == "Sum" || rule.alert == "Own" ? .seconds(20) : .zero
        return rule
    }

    @Test(arguments: Effort.blocks(short: 2, long: 12))
    func reloadsRestartsAndNamesComeToTheSame(seed: UInt64) throws {
        var timelines: [[String]] = []
        for way in ConfigurationChange.allCases {
            for isDisturbed in [false, true] {
                var random = SeededGenerator(seed: seed)
                let teams = ["voice", "chat", "mail"]
                var stage = try Stage(Self.rules, [1: "voice", 2: "voice", 3: "chat"], by: .catalog(way))
                var time: Int64 = 0
                for _ in 0..<50 {
                    time += random.pick([1, 15, 15, 15, 30, 300, 301])
                    var queues: [Int64: Double?] = [:]
                    for code in Int64(1)...4 where !random.chance(20) {
                        queues[code] = random.chance(10) ? .some(nil) : Double(random.pick([0, 1, 2, 3, 4, 5, 6, 7]))
                    }
                    if random.chance(30) {
                        var names: [Int64: String] = [:]
                        for code in Int64(1)...4 where !random.chance(10) { names[code] = random.pick(teams) }
                        try stage.rename(names, at: time)
                    }
                    if isDisturbed {
                        stage.bench.fail(.poll(.of([1: 7, 3: 7], at: .at(time))), at: .at(time))
                        try stage.bench.crash()
                    }
                    stage.poll(time, queues)
                }
                #expect(stage.bench.complaints == [])
                timelines.append(stage.bench.transitions.map { "\($0)" })
            }
        }
        #expect(timelines[0].count > 30)
        #expect(Set(timelines).count == 1)
    }
}
