import DequeModule
import HeapModule

/// The callers of one access code: menus, one queue, a finite number of agents.
///
/// A discrete-event simulation. Random numbers are drawn at events only, a caller's all at arrival, so a day is the
/// same
/// however often somebody looks at it.
package struct AccessCodeQueue: Sendable {
    /// Everybody so far: arrived = served by the menus + answered + abandoned + those still on the line.
    package struct Totals: Sendable, Equatable {
        /// Callers who arrived.
        package fileprivate(set) var arrived = 0
        /// Callers whom the menus served.
        package fileprivate(set) var selfServed = 0
        /// Conversations ended.
        package fileprivate(set) var answered = 0
        /// Callers who hung up in the queue.
        package fileprivate(set) var abandoned = 0
    }

    private struct Caller: Sendable {
        let ticket: Int
        let joinedAt: Int64
        let service: Int64
    }

    private struct Event: Comparable, Sendable {
        enum Kind: Sendable, Equatable {
            case arrival
            case menuServed
            case menuLeft(service: Int64, patience: Int64)
            case patienceLost(ticket: Int)
            case conversationOver
            case shiftChange
        }

        let at: Int64
        /// Tells events of the same instant apart: the one planned first comes first.
        let order: Int
        let kind: Kind

        static func < (left: Event, right: Event) -> Bool {
            (left.at, left.order) < (right.at, right.order)
        }
    }

    private let plan: AccessCodePlan
    private let highestArrivalsPerMillisecond: Double
    private var arrivals: SeededGenerator
    private var callers: SeededGenerator

    private var now: Int64 = 0
    /// The last candidate arrival, finer than a millisecond so that rounding never adds up.
    private var candidate = 0.0
    private var events = Heap<Event>()
    private var eventsPlanned = 0
    private var waiting = Deque<Caller>()
    private var ticketsGiven = 0
    private var inMenus = 0
    private var inConversation = 0
    private var atWork: Int

    /// What happened so far.
    package private(set) var totals = Totals()

    /// The queue at 00:00 of the first day: empty.
    package init(plan: AccessCodePlan, seed: UInt64, vdn: Int, innoId: Int) {
        func stream(_ purpose: StreamPurpose) -> SeededGenerator {
            SeededGenerator(
                seed: seed,
                keys: UInt64(bitPattern: Int64(vdn)),
                UInt64(bitPattern: Int64(innoId)),
                UInt64(purpose.rawValue)
            )
        }
        self.plan = plan
        arrivals = stream(.arrivals)
        callers = stream(.callers)
        highestArrivalsPerMillisecond = plan.highestArrivalsPerHour / 3_600_000
        atWork = plan.agents(at: 0)
        planArrival()
        planShiftChange()
    }

    /// The counters now.
    package var counters: CallCounters {
        CallCounters(
            ivrCallCount: inMenus,
            agentCallCount: inConversation,
            queueCallCount: waiting.count,
            longestWaitTime: waiting.first.map { max(1, Int((now - $0.joinedAt) / 1000)) } ?? 0
        )
    }

    /// Lets everything happen up to and including `instant`, counted from the first day's 00:00; time must not go
    /// backwards.
    package mutating func advance(to instant: Duration) {
        advance(to: Milliseconds.of(instant))
    }

    /// Lets everything happen up to and including `instant`, in milliseconds since the first day's 00:00.
    mutating func advance(to instant: Int64) {
        precondition(instant >= now, "the queue's time ran from \(now) back to \(instant)")
        while let next = events.min, next.at <= instant {
            events.removeMin()
            now = next.at
            happen(next.kind)
        }
        now = instant
    }

    private mutating func happen(_ event: Event.Kind) {
        switch event {
        case .arrival:
            arrive()
        case .menuServed:
            inMenus -= 1
            totals.selfServed += 1
        case .menuLeft(let service, let patience):
            inMenus -= 1
            join(service: service, patience: patience)
        case .patienceLost(let ticket):
            abandon(ticket)
        case .conversationOver:
            inConversation -= 1
            totals.answered += 1
            answerWaiting()
        case .shiftChange:
            // Whoever talks when the shift ends finishes the conversation, then goes.
            atWork = plan.agents(at: now)
            planShiftChange()
            answerWaiting()
        }
    }

    private mutating func arrive() {
        totals.arrived += 1
        planArrival()
        let menu = plan.menu.draw(from: &callers)
        let service = plan.service.draw(from: &callers)
        let patience = plan.patience.draw(from: &callers)
        let isSelfServed = callers.uniform() < plan.selfServiceShare
        inMenus += 1
        planEvent(after: menu, isSelfServed ? .menuServed : .menuLeft(service: service, patience: patience))
    }

    private mutating func join(service: Int64, patience: Int64) {
        waiting.append(Caller(ticket: ticketsGiven, joinedAt: now, service: service))
        planEvent(after: patience, .patienceLost(ticket: ticketsGiven))
        ticketsGiven += 1
        answerWaiting()
    }

    private mutating func answerWaiting() {
        while inConversation < atWork, let caller = waiting.popFirst() {
            inConversation += 1
            planEvent(after: caller.service, .conversationOver)
        }
    }

    /// Takes a caller out of the queue, unless an agent was faster.
    private mutating func abandon(_ ticket: Int) {
        // Tickets are given out in the order of the queue.
        var low = 0
        var high = waiting.count
        while low < high {
            let middle = (low + high) / 2
            if waiting[middle].ticket < ticket { low = middle + 1 } else { high = middle }
        }
        guard low < waiting.count, waiting[low].ticket == ticket else { return }
        waiting.remove(at: low)
        totals.abandoned += 1
    }

    /// Plans the next arrival by thinning (Lewis and Shedler, 1979).
    ///
    /// Candidates come at the highest rate there is; each is taken with the probability that its own instant's rate
    /// has.
    private mutating func planArrival() {
        guard highestArrivalsPerMillisecond > 0 else { return }
        repeat {
            candidate += arrivals.exponential(mean: 1 / highestArrivalsPerMillisecond)
        } while arrivals.uniform() * plan.highestArrivalsPerHour
            >= plan.arrivalsPerHour(at: Milliseconds.rounded(candidate))
        planEvent(at: Milliseconds.rounded(candidate), .arrival)
    }

    private mutating func planShiftChange() {
        guard let change = plan.shiftChange(after: now) else { return }
        planEvent(at: change, .shiftChange)
    }

    private mutating func planEvent(after delay: Int64, _ kind: Event.Kind) {
        let (instant, overflow) = now.addingReportingOverflow(delay)
        planEvent(at: overflow ? .max : instant, kind)
    }

    private mutating func planEvent(at instant: Int64, _ kind: Event.Kind) {
        events.insert(Event(at: instant, order: eventsPlanned, kind: kind))
        eventsPlanned += 1
    }
}
