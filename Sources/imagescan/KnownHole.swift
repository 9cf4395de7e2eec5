import ImageKit

/// A vulnerability of libarchive with a number and a fix.
struct KnownHole {
    /// Where Debian fixed it, for one version of libarchive: base and first revision that has the fix.
    struct DebianFix {
        let base: String
        let version: String
    }

    let name: String
    /// The part of libarchive that has it, and what that means here.
    let part: String
    /// libarchive's own first release without it.
    let fixedIn: String
    let debian: [DebianFix]

    /// The vulnerabilities that are warned of.
    static let all = [
        KnownHole(
            name: "CVE-2026-15028", part: "its tar reader, which imagescan does not use", fixedIn: "3.8.9",
            debian: [DebianFix(base: "3.6.2-1", version: "3.6.2-1+deb12u5")])
    ]

    /// The warnings that a library deserves.
    ///
    /// Distributions fix vulnerabilities without a new version of the library. So only packages whose fix is known and libraries
    /// that are no part of a system are judged; silence does not mean that there is none.
    static func warnings(for library: LoadedLibrary) -> [String] { all.compactMap { $0.warning(for: library) } }

    private func warning(for library: LoadedLibrary) -> String? {
        guard DebianVersion(library.version) < DebianVersion(fixedIn) else { return nil }
        let (version, fix): (String, String)
        switch library.origin {
        case .unknown: return nil
        case .own: (version, fix) = (library.version, fixedIn)
        case .debian(let package):
            guard
                let known = debian.first(where: { package == $0.base || package.hasPrefix($0.base + "+") }),
                DebianVersion(package) < DebianVersion(known.version)
            else { return nil }
            (version, fix) = (package, known.version)
        }
        return "libarchive \(version) is vulnerable to \(name) in \(part); \(fix) fixes it"
    }
}
