import ImagePackages
import ImageReading

/// Addresses that packages name, as far as documents for other tools can hold them.
enum WebAddress {
    private static let schemes = ["https://", "http://", "ftp://", "ftps://"]

    /// The address; nil where it is none that a validator of URLs accepts.
    static func checked(_ text: String) -> String? {
        let address = withoutPassword(text)
        let lowercased = address.asciiLowercased
        guard schemes.contains(where: { lowercased.hasPrefix($0) }), isCompact(address),
            let host = host(of: address), host.contains("."),
            host.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }),
            host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ label in
                !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
            })
        else { return nil }
        return address
    }

    /// The location as SPDX 2.3 writes it (7.7): a URL, or `git+https://host/path@revision`; nil for anything else.
    static func downloadLocation(_ origin: SoftwareBill.Package.Origin) -> String? {
        for system in ["git+", "hg+", "svn+", "bzr+"] where origin.url.hasPrefix(system) {
            let address = String(origin.url.dropFirst(system.count))
            let isShell = address.hasPrefix("ssh://")
            guard checked(isShell ? "https://" + address.dropFirst("ssh://".count) : address) != nil else { return nil }
            guard let revision = origin.revision, isCompact(revision) else { return origin.url }
            return origin.url + "@" + revision
        }
        return checked(origin.url)
    }

    /// The host of an address with the first folder, `github.com/owner`; nil for one that leads to no other machine.
    static func account(of address: String) -> String? {
        let parts = address.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let plain = ["git", "hg", "svn", "bzr"].contains(parts[0]) && parts.count == 2 ? String(parts[1]) : address
        let web = plain.hasPrefix("ssh://") ? "https://" + plain.dropFirst("ssh://".count) : plain
        guard checked(web) != nil, let host = host(of: web), let scheme = web.firstRange(of: "://") else { return nil }
        let folders = web[scheme.upperBound...].split(separator: "/", omittingEmptySubsequences: true).dropFirst()
        return folders.count > 1 ? "\(host)/\(folders.first ?? "")" : String(host)
    }

    /// The address without what stands before an `@` of its host, which may be a password.
    static func withoutPassword(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return text }
        let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@"), authority[..<at] != "git" else { return text }
        return String(text[..<scheme.upperBound]) + text[text.index(after: at)...]
    }

    private static func host(of address: String) -> Substring? {
        guard let scheme = address.firstRange(of: "://") else { return nil }
        let authority = address[scheme.upperBound...].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        let parts = host.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.count == 1 || UInt16(parts[1]) != nil else { return nil }
        return parts.first
    }

    /// Whether every character may stand in a URI (RFC 3986, 2) and percent signs are followed by two digits.
    private static func isCompact(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 4096 else { return false }
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "%") {
                guard index + 2 < bytes.count, isHex(bytes[index + 1]), isHex(bytes[index + 2]) else { return false }
            } else if !byte.isLetterOrDigit, !"-._~:/?#@!$&'()*+,;=".utf8.contains(byte) {
                return false
            }
        }
        return bytes.count { $0 == UInt8(ascii: "#") } <= 1
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
