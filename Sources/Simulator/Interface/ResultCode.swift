/// The `resultCode`s that the interface's pages list and that are used here.
enum ResultCode {
    static let success = "0100000"
    static let failed = "0100001"
    static let parameterNotValid = "0100002"
}
