import Logging
import Simulator
import Testing

struct SimulatorOptionsTests {
    @Test(
        arguments: [
            ("127.0.0.1:28080", ListenAddress(host: "127.0.0.1", port: 28080)),
            ("localhost:0", ListenAddress(host: "localhost", port: 0)),
            ("[::1]:65535", ListenAddress(host: "::1", port: 65535)),
        ]
    )
    func listenAddressIsReadAndWrittenAlike(text: String, address: ListenAddress) throws {
        #expect(try ListenAddress(parsing: text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: ["", "8080", ":8080", "host:", "host:65536", "host:-1", "::1:80", "[]:80"])
    func otherAddressesAreMistakes(text: String) {
        let error = #expect(throws: SimulatorOptionError.self) { try ListenAddress(parsing: text) }
        #expect(error?.flag == "--listen")
    }

    @Test(
        arguments: [
            ("1-12", Array(1...12)),
            ("170", [170]),
            ("5,1-3,2", [1, 2, 3, 5]),
        ]
    )
    func listsOfNumbersAreSortedAndUnique(text: String, numbers: [Int]) throws {
        #expect(try SimulatorOptions.numbers(parsing: text, flag: "--codes") == numbers)
    }

    @Test(arguments: ["", "a", "1,", "3-1", "1-", "-1", "1-99999999999", "1-2-3"])
    func otherListsAreMistakes(text: String) {
        let error = #expect(throws: SimulatorOptionError.self) {
            try SimulatorOptions.numbers(parsing: text, flag: "--vdn")
        }
        #expect(error?.flag == "--vdn")
    }

    @Test(
        arguments: [
            ("--speed", options { $0.speed = 0 }),
            ("--speed", options { $0.speed = .nan }),
            ("--speed", options { $0.speed = 10_001 }),
            ("--access-key", options { $0.authentication = .signed(accessKey: "a/b", secretKey: "s") }),
            ("--access-key", options { $0.authentication = .signed(accessKey: "", secretKey: "s") }),
            ("--cc-id", options { $0.content = .model(ccId: 65_536) }),
            ("--vdn", options { $0.content = .model(vdns: [1, 5001]) }),
            ("--vdn", options { $0.content = .model(vdns: []) }),
            ("--codes", options { $0.content = .model(innoIds: [0]) }),
            ("--fault", options { $0.faults = [Fault(.slow, rate: 0.1), Fault(.slow, rate: 0.2)] }),
        ]
    )
    func impossibleSettingsNameTheirFlag(flag: String, options: SimulatorOptions) {
        let error = #expect(throws: SimulatorOptionError.self) {
            try SimulatorServer(options: options, logger: Logger(label: "test"))
        }
        #expect(error?.flag == flag)
    }

    private static func options(_ change: (inout SimulatorOptions) -> Void) -> SimulatorOptions {
        var options = SimulatorOptions()
        change(&options)
        return options
    }
}
