import Alerting
import Model
import Storage
import Testing

/// Lines of history that are looked for.
struct HistorySearchTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    /// A store with one line for each text, in their order, of every second alert 1.
    private static func store(_ texts: [String], in folder: TestFolder) throws -> AlertStore {
        let store = try AlertStore.open(at: folder.store)
        let entries = texts.enumerated().map { place, text in
            HistoryEntry(
                at: Timestamp(milliseconds: Int64(place)),
                kind: place.isMultiple(of: 3) ? .silence : .transition,
                fingerprint: place.isMultiple(of: 2) ? Fingerprint(value: 1) : nil,
                labels: ["name": "label \(text)/\"quoted\""],
                text: text
            )
        }
        try store.commit(entries.map(Effect.record))
        return store
    }

    @Test(
        arguments: [
            (HistoryQuestion(), [5, 4, 3, 2, 1]), (HistoryQuestion(fingerprint: Fingerprint(value: 1)), [5, 3, 1]),
            (HistoryQuestion(kind: .silence), [4, 1]), (HistoryQuestion(search: "ALPHA"), [2, 1]),
            (HistoryQuestion(search: "label beta"), [3]), (HistoryQuestion(search: "/\"quoted"), [5, 4, 3, 2, 1]),
            (HistoryQuestion(search: "100%"), [4]), (HistoryQuestion(search: "0%_"), []),
            (HistoryQuestion(search: "bang!"), [5]), (HistoryQuestion(search: "nothing"), []),
            (HistoryQuestion(kind: .silence, search: "alpha"), [1]), (HistoryQuestion(search: "a", before: 3), [2, 1]),
        ] as [(HistoryQuestion, [Int64])]
    )
    func questionIsAnswered(question: HistoryQuestion, numbers: [Int64]) throws {
        let store = try Self.store(["alpha", "Alpha two", "beta", "100%", "bang!"], in: folder)
        #expect(try store.history(question).lines.map(\.number) == numbers)
    }

    @Test func pagesFollowEachOtherWithoutGapOrRepetition() throws {
        let store = try Self.store((1...7).map { "line \($0)" }, in: folder)
        var question = HistoryQuestion(search: "line", limit: 3)
        var found: [Int64] = []
        repeat {
            let page = try store.history(question)
            found += page.lines.map(\.number)
            question.before = page.next
        } while question.before != nil
        #expect(found == [7, 6, 5, 4, 3, 2, 1])
        #expect(try store.history(HistoryQuestion(before: 1)) == HistoryPage(lines: [], next: nil))
    }

    @Test func aSearchLooksThroughABoundedNumberOfLinesAtATime() throws {
        let store = try Self.store(["needle"] + (1...20_001).map { _ in "hay" }, in: folder)
        let first = try store.history(HistoryQuestion(search: "needle"))
        #expect(first == HistoryPage(lines: [], next: 3))
        let second = try store.history(HistoryQuestion(search: "needle", before: first.next))
        #expect(second.lines.map(\.number) == [1])
        #expect(second.next == nil)
    }

    @Test func anEmptyHistoryHasNoLines() throws {
        #expect(try Self.store([], in: folder).history(HistoryQuestion()) == HistoryPage(lines: [], next: nil))
    }
}
