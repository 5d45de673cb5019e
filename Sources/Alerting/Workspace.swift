import Expressions
import Model

/// The large part of what an engine works with: the samples behind each source's windows, the polls that they can be
/// made of again, and the storage in which rules are evaluated.
///
/// An event changes it where it stands; it is never copied. It belongs to the engine that it was restored with: what an
/// event did to it can be taken back until the next one, by whoever could not keep the engine that the event made.
package struct Workspace: Sendable {
    /// What belongs to one source.
    struct Source: Sendable {
        var history: History
        /// The polls that the rules' windows reach back to, oldest first.
        var polls: [KeptPoll] = []
    }

    /// How the last event is taken back.
    private enum Undo {
        case nothing
        /// A poll was applied, and older ones were forgotten.
        case poll(source: String, isKept: Bool, forgotten: [KeptPoll])
        /// What is known of sources was made anew, and perhaps a poll was applied after that.
        case sources([String: Source])
    }

    private var machine = Machine()
    /// What the rules found at the poll that was applied last.
    private(set) var evaluation = Evaluation()
    private(set) var sources: [String: Source] = [:]
    private var undo = Undo.nothing

    /// A workspace for a new engine.
    package init() {}

    /// Makes it what it was before the last event; a second time it does nothing before another event.
    package mutating func takeBack() {
        switch undo {
        case .nothing: break
        case .poll(let name, let isKept, let forgotten):
            sources[name]?.history.takeBack()
            if isKept { sources[name]?.polls.removeLast() }
            sources[name]?.polls.insert(contentsOf: forgotten, at: 0)
        case .sources(let before): sources = before
        }
        undo = .nothing
    }

    /// How many bytes the samples of all windows take.
    package var sampleByteCount: Int { sources.values.reduce(0) { $0 + $1.history.byteCount } }

    /// What came before is kept.
    mutating func settle() {
        undo = .nothing
    }

    // MARK: Polls

    /// Evaluates `program` at the newest poll of `elements`, with all that its windows know of the polls before.
    mutating func evaluate(_ program: Program, over columns: [Column], of elements: Elements, source: String) {
        machine.run(
            program,
            over: columns,
            of: elements,
            history: &sources[source, default: Source(history: History(for: program))].history,
            into: &evaluation
        )
        noteUndo(.poll(source: source, isKept: false, forgotten: []))
    }

    /// Keeps the poll that was evaluated last, and forgets those before `limit`; gives whether there were any.
    mutating func keep(_ poll: KeptPoll, forgettingBefore limit: Timestamp) -> Bool {
        let count =
            sources[poll.source]?.polls.firstIndex { $0.time >= limit } ?? sources[poll.source]?.polls.count ?? 0
        let forgotten = Array(sources[poll.source]?.polls.prefix(count) ?? [])
        sources[poll.source]?.polls.removeFirst(count)
        sources[poll.source]?.polls.append(poll)
        noteUndo(.poll(source: poll.source, isKept: true, forgotten: forgotten))
        return count > 0
    }

    /// Who takes back all that was known of the sources takes back the poll with it.
    private mutating func noteUndo(_ last: Undo) {
        if case .sources = undo { return }
        undo = last
    }

    // MARK: Anew

    /// Begins to work for other rules; gives what it knew of each source.
    mutating func beginAnew() -> [String: Source] {
        let before = sources
        sources = [:]
        undo = .sources(before)
        return before
    }

    /// Begins to work for other labels of one source's series; gives the polls of it that are kept.
    mutating func beginAnew(_ source: String) -> [KeptPoll] {
        undo = .sources(sources)
        return sources.removeValue(forKey: source)?.polls ?? []
    }

    /// Takes over all that was known of a source.
    mutating func keep(_ source: Source, of name: String) {
        sources[name] = source
    }

    /// Makes room for a source of which `polls` are to be evaluated again.
    mutating func add(_ name: String, for program: Program, polls: [KeptPoll]) {
        sources[name] = Source(history: History(for: program), polls: polls)
    }

    /// Evaluates a poll that was evaluated before, for other rules or after a restart.
    mutating func repeatPoll(_ program: Program, over columns: [Column], of elements: Elements, source: String) {
        let undo = undo
        evaluate(program, over: columns, of: elements, source: source)
        self.undo = undo
    }
}
