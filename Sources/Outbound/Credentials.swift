/// A user name and password, whose password no description shows.
package struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The name, which descriptions show.
    package var username: String
    /// The password, in clear.
    package var password: String

    /// A name with its password.
    package init(username: String, password: String) {
        self.username = username
        self.password = password
    }

    /// The name alone.
    package var description: String { "\(username):<secret>" }
    /// The name alone.
    package var debugDescription: String { description }
    /// The name alone, so that no dump shows more.
    package var customMirror: Mirror { Mirror(self, children: ["username": username]) }
}
