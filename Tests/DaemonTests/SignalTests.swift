import Daemon
import Testing

struct SignalTests {
    @Test func signalSentBeforeTheWaitEndsIt() async {
        let signal = Signal()
        signal.send()
        await signal.wait()
    }

    @Test func manySignalsCountAsOne() async {
        let signal = Signal()
        signal.send()
        signal.send()
        await signal.wait()
        let start = ContinuousClock.now
        await signal.wait(atMost: .milliseconds(50))
        #expect(ContinuousClock.now - start >= .milliseconds(50))
    }

    @Test func signalWakesWhoWaits() async {
        let signal = Signal()
        let waiter = Task { await signal.wait(atMost: .seconds(60)) }
        let start = ContinuousClock.now
        signal.send()
        await waiter.value
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test func cancellationEndsTheWait() async {
        let signal = Signal()
        let waiter = Task { await signal.wait() }
        waiter.cancel()
        await waiter.value
        // The signal is as good as new.
        signal.send()
        await signal.wait()
    }

    @Test func waitThatTimedOutLeavesNothingBehind() async {
        let signal = Signal()
        for _ in 0..<3 { await signal.wait(atMost: .milliseconds(1)) }
        signal.send()
        await signal.wait()
    }
}
