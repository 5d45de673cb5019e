import Daemon
import Model
import Synchronization
import Testing

struct SteadyClockTests {
    /// The two clocks of a machine, in milliseconds.
    private final class Machine: Sendable {
        private let state: Mutex<(wall: Int64, sinceBoot: Int64)>

        init(wall: Int64, sinceBoot: Int64 = 50_000) { state = Mutex((wall, sinceBoot)) }

        /// Lets time pass.
        func pass(_ milliseconds: Int64) {
            state.withLock { $0 = ($0.wall + milliseconds, $0.sinceBoot + milliseconds) }
        }

        /// Sets the time of day.
        func step(_ milliseconds: Int64) {
            state.withLock { $0.wall += milliseconds }
        }

        func clock(notBefore floor: Timestamp = .distantPast) -> SteadyClock {
            SteadyClock(
                notBefore: floor,
                wall: { Timestamp(milliseconds: self.state.withLock { $0.wall }) },
                sinceBoot: { TimeSpan(milliseconds: self.state.withLock { $0.sinceBoot }) }
            )
        }
    }

    @Test func showsTheTimeOfDayWhileNobodySetsIt() {
        let machine = Machine(wall: 1_000_000)
        let clock = machine.clock()
        #expect(clock.now().milliseconds == 1_000_000)
        machine.pass(15_000)
        #expect(clock.now().milliseconds == 1_015_000)
    }

    @Test func followsAClockThatIsSetForwardAtOnce() {
        let machine = Machine(wall: 1_000_000)
        let clock = machine.clock()
        machine.step(3_600_000)
        #expect(clock.now().milliseconds == 4_600_000)
        machine.pass(1000)
        #expect(clock.now().milliseconds == 4_601_000)
    }

    @Test func goesOnAtItsSpeedWhenTheClockIsSetBack() {
        let machine = Machine(wall: 10_000_000)
        let clock = machine.clock()
        machine.step(-3_600_000)
        #expect(clock.now().milliseconds == 10_000_000)
        machine.pass(15_000)
        #expect(clock.now().milliseconds == 10_015_000)
        // Put right again: nothing to see.
        machine.step(3_600_000)
        #expect(clock.now().milliseconds == 10_015_000)
    }

    @Test func stepBackAndForwardBeyondTheStartIsFollowed() {
        let machine = Machine(wall: 10_000_000)
        let clock = machine.clock()
        machine.step(-60_000)
        machine.pass(1000)
        #expect(clock.now().milliseconds == 10_001_000)
        machine.step(120_000)
        #expect(clock.now().milliseconds == 10_061_000)
    }

    @Test func smallStepsAreNoSteps() {
        let machine = Machine(wall: 1_000_000)
        let clock = machine.clock()
        machine.step(2000)
        #expect(clock.now().milliseconds == 1_000_000)
        machine.step(1)
        #expect(clock.now().milliseconds == 1_002_001)
    }

    @Test func beginsNoEarlierThanTheLastEvent() {
        let machine = Machine(wall: 1_000_000)
        let clock = machine.clock(notBefore: Timestamp(milliseconds: 1_500_000))
        #expect(clock.now().milliseconds == 1_500_000)
        machine.pass(1000)
        #expect(clock.now().milliseconds == 1_501_000)
    }

    @Test(arguments: [Int64.min, .max])
    func extremeTimesDoNotTrap(_ time: Int64) {
        let clock = Machine(wall: time, sinceBoot: 0).clock(notBefore: Timestamp(milliseconds: time))
        #expect(clock.now().milliseconds == time)
    }

    @Test func systemsClocksMove() {
        let before = (SteadyClock.systemTime(), SteadyClock.timeSinceBoot())
        // 2020-01-01; a clock that could not be read would say 1970.
        #expect(before.0.milliseconds > 1_577_836_800_000)
        #expect(before.1 > .zero)
        #expect(SteadyClock.timeSinceBoot() >= before.1)
    }
}
