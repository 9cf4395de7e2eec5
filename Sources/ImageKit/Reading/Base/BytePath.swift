/// A path inside an image: bytes, relative to the image's root, without a leading slash.
///
/// File names in tar archives are bytes and need not be UTF-8. Components are separated by one `/`; none is empty, `.` or
/// `..`. The root itself is the empty path.
public struct BytePath: Hashable, Sendable {
    /// The bytes of the path.
    public let bytes: [UInt8]

    /// The path made of bytes that are already in normal form.
    package init(normalized bytes: [UInt8]) { self.bytes = bytes }

    /// Normalizes a path lexically: leading and doubled slashes and `.` components go, `..` removes its parent.
    ///
    /// - Parameter bytes: the path, absolute or relative to the root.
    /// - Returns: nil where `..` would leave the root.
    public init?(_ bytes: some Collection<UInt8>) {
        guard let normal = BytePath.normalize(Array(bytes)) else { return nil }
        self.bytes = normal
    }

    /// The last component; empty for the root.
    public var name: ArraySlice<UInt8> {
        guard let slash = bytes.lastIndex(of: slashByte) else { return bytes[...] }
        return bytes[(slash + 1)...]
    }

    /// Everything before the last component; the root for a single component and for the root itself.
    public var parent: BytePath {
        guard let slash = bytes.lastIndex(of: slashByte) else { return BytePath(normalized: []) }
        return BytePath(normalized: Array(bytes[..<slash]))
    }

    /// The components from the root down.
    public var components: [ArraySlice<UInt8>] { bytes.split(separator: slashByte) }

    /// This path with a component or relative path behind it, not normalized.
    public func appending(_ suffix: some Collection<UInt8>) -> BytePath {
        if bytes.isEmpty { return BytePath(normalized: Array(suffix)) }
        var joined = bytes
        joined.reserveCapacity(bytes.count + 1 + suffix.count)
        joined.append(slashByte)
        joined.append(contentsOf: suffix)
        return BytePath(normalized: joined)
    }

    /// This path with a component or relative path behind it, not normalized.
    public func appending(_ suffix: String) -> BytePath { appending(Array(suffix.utf8)) }

    /// The path as text: valid UTF-8 as it is, other bytes as `\xNN`; not escaped for a terminal.
    public var string: String { DisplayText.decoded(bytes) }

    private static func normalize(_ bytes: [UInt8]) -> [UInt8]? {
        // Nearly all paths of layers are normal, but for the slash behind a directory and the `./` before all of a tar.
        var whole = bytes.last == slashByte ? bytes.dropLast() : bytes[...]
        if whole.count > 2, whole[0] == UInt8(ascii: "."), whole[1] == slashByte { whole = whole.dropFirst(2) }
        if isNormal(whole) { return Array(whole) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for component in bytes.split(separator: slashByte) {
            if component.elementsEqual(dotDot) {
                guard !result.isEmpty else { return nil }
                result.removeSubrange((result.lastIndex(of: slashByte) ?? 0)...)
            } else if !component.elementsEqual(dot) {
                if !result.isEmpty { result.append(slashByte) }
                result.append(contentsOf: component)
            }
        }
        return result
    }

    private static func isNormal(_ path: ArraySlice<UInt8>) -> Bool {
        var length = 0
        var dots = 0
        for byte in path {
            if byte == slashByte {
                if length <= 2, dots == length { return false }
                length = 0
                dots = 0
            } else {
                length += 1
                if byte == UInt8(ascii: ".") { dots += 1 }
            }
        }
        return length > 2 || dots < length
    }
}

private let slashByte = UInt8(ascii: "/")
private let dot = [UInt8(ascii: ".")]
private let dotDot = [UInt8(ascii: "."), UInt8(ascii: ".")]

extension BytePath: ExpressibleByStringLiteral {
    /// Makes a path of a literal; one that would leave the root becomes the root.
    public init(stringLiteral value: String) { self = BytePath(Array(value.utf8)) ?? BytePath(normalized: []) }
}

extension BytePath: Comparable {
    /// Orders paths by their bytes.
    public static func < (left: BytePath, right: BytePath) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}

extension BytePath: CustomStringConvertible {
    /// The path as text that is safe on a terminal, with a leading slash.
    public var description: String { "/" + DisplayText.escaped(string) }
}
