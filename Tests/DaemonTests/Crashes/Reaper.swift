import Alerting
import Storage
import Synchronization

/// Decides at which places of its work a daemon dies, and notes the places that it passes.
final class Reaper: Sendable {
    /// A place at which a process can end, so that what follows never happens.
    ///
    /// A place has the same name in every run of a scenario, however often processes have begun anew before.
    enum Place: Hashable, Sendable {
        /// All of the commit of that number is written, nothing of it is durable.
        case beforeCommit(Int)
        /// The commit is durable, nobody has learned of it.
        case afterCommit(Int)
        /// That attempt at a row is about to be made.
        case beforeSend(id: String, attempt: Int)
        /// The destination has it, its answer is lost.
        case afterSend(id: String, attempt: Int)
    }

    /// The process has ended.
    struct Death: Error {}

    private struct State {
        var deaths: Set<Place>
        var passed: [Place] = []
        /// How many commits are durable, those of beginnings left out.
        var commits = 0
        /// Whether a process begins, and the how many commits of beginnings there were.
        var isBeginning = false
        var beginnings = 0
        var isDead = false

        /// Whether the process ends at `place`; the dead pass nothing.
        mutating func pass(_ place: Place) -> Bool {
            guard !isDead else { return true }
            passed.append(place)
            // One death at each place: the next process gets past it.
            isDead = deaths.remove(place) != nil
            return isDead
        }

        /// Whether a process that begins ends at that moment of its first commit: of three one before, one behind.
        mutating func passBeginning(_ moment: CommitFault.Moment) -> Bool {
            if moment == .beforeCommit { beginnings += 1 }
            isDead = beginnings % 3 == (moment == .beforeCommit ? 2 : 0) && beginnings > 1
            return isDead
        }
    }

    private let diesWhileBeginning: Bool
    private let state: Mutex<State>

    /// Death comes at those places, and to beginning processes too if they are to die as well.
    init(at deaths: Set<Place>, whileBeginning: Bool = false) {
        diesWhileBeginning = whileBeginning
        state = Mutex(State(deaths: deaths))
    }

    /// The places passed so far, those of deaths among them.
    var passed: [Place] { state.withLock(\.passed) }

    /// Passes a place of an attempt; true if the process ends there.
    func pass(_ place: Place) -> Bool { state.withLock { $0.pass(place) } }

    /// Throws if the process has ended.
    func requireLife() throws(Death) {
        if state.withLock(\.isDead) { throw Death() }
    }

    /// Another process begins.
    func begin() {
        state.withLock { state in
            state.isDead = false
            state.isBeginning = true
        }
    }

    /// It has begun.
    func noteBegun() {
        state.withLock { $0.isBeginning = false }
    }

    /// How many commits are durable, those of beginnings left out.
    var commits: Int { state.withLock(\.commits) }

    /// The places of a store's commits.
    var commitFault: CommitFault {
        CommitFault { [self] moment throws(StorageError) in
            let isDead = state.withLock { state in
                if state.isBeginning { return diesWhileBeginning && state.passBeginning(moment) }
                switch moment {
                case .beforeCommit: return state.pass(.beforeCommit(state.commits))
                case .afterCommit:
                    state.commits += 1
                    return state.pass(.afterCommit(state.commits - 1))
                }
            }
            if isDead { throw .system(path: "store", detail: "the process is gone") }
        }
    }
}
