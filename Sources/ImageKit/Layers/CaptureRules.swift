/// Which files' contents a layer keeps while it streams by.
public struct CaptureRules: Sendable {
    /// Decides by the path.
    var byPath: @Sendable (BytePath) -> CaptureMode?
    /// Decides by the first bytes, where the path did not.
    var byHead: @Sendable ([UInt8]) -> CaptureMode?

    /// How many bytes ``byHead`` gets to see.
    static let headLength = 32

    /// Makes rules of two decisions.
    public init(
        byPath: @escaping @Sendable (BytePath) -> CaptureMode?, byHead: @escaping @Sendable ([UInt8]) -> CaptureMode?
    ) {
        self.byPath = byPath
        self.byHead = byHead
    }

    /// Keeps nothing.
    public static let nothing = CaptureRules(byPath: { _ in nil }, byHead: { _ in nil })
}
