/// A setting of the simulator that cannot be: which flag, what is wrong, what to do.
package struct SimulatorOptionError: Error, Equatable, CustomStringConvertible {
    /// The flag as written on the command line.
    package let flag: String
    /// What was given.
    package let value: String
    /// What is wrong with it, to be read after the value.
    package let problem: String
    /// What to write instead.
    package let remedy: String

    /// One line for people.
    package var description: String { "\(flag) \(value): \(problem); \(remedy)" }
}
