import Simulator
import Testing

struct FaultTests {
    @Test(
        arguments: [
            ("slow=0.5", Fault(.slow, rate: 0.5)),
            ("hang=0", Fault(.hang, rate: 0)),
            ("reset=1", Fault(.reset, rate: 1)),
            ("401=0.25", Fault(.unauthorized, rate: 0.25)),
            ("500=1e-3", Fault(.serverError, rate: 0.001)),
            ("429=0.1", Fault(.tooManyRequests, rate: 0.1)),
            ("malformed=0.1", Fault(.malformed, rate: 0.1)),
            ("truncated=0.1", Fault(.truncated, rate: 0.1)),
            ("code=0100001=0.1", Fault(.resultCode("0100001"), rate: 0.1)),
            ("missing=0.1", Fault(.missing, rate: 0.1)),
            ("strings=0.1", Fault(.strings, rate: 0.1)),
            ("negative=0.1", Fault(.negative, rate: 0.1)),
        ]
    )
    func everyKindIsRead(text: String, fault: Fault) throws {
        #expect(try Fault(parsing: text) == fault)
        #expect(text.hasPrefix(fault.kind.name + "="))
    }

    @Test(
        arguments: [
            ("slow", "has no rate"),
            ("code=0100001", "has no rate"),
            ("slow=", "has no rate from 0 to 1"),
            ("slow=1.5", "has no rate from 0 to 1"),
            ("slow=-0.1", "has no rate from 0 to 1"),
            ("slow=nan", "has no rate from 0 to 1"),
            ("quick=0.5", "is no kind of fault"),
            ("code=0100000=0.5", "has no code of a failure"),
            ("code=12=0.5", "has no code of a failure"),
        ]
    )
    func mistakeNamesFlagValueAndRemedy(text: String, problem: String) {
        let error = #expect(throws: SimulatorOptionError.self) { try Fault(parsing: text) }
        #expect(error?.problem == problem)
        #expect(error?.description.hasPrefix("--fault \(text): ") == true)
        #expect(error?.remedy.isEmpty == false)
    }
}
