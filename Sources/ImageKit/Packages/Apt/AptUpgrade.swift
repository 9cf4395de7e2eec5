import ImageReading

/// A package for which an apt archive holds a newer version.
public struct AptUpgrade: Sendable, Hashable {
    /// The installed package.
    public let package: Package
    /// The version apt would install.
    public let version: String
    /// The archive that offers it, for example `bookworm-security`; its file where it has no name.
    public let archive: String
    /// Whether a security archive holds a version newer than the installed one.
    public let isSecurity: Bool
    /// Whether the package is on hold, so that apt would leave it as it is.
    public let isHeld: Bool

    /// What `apt-get dist-upgrade` would upgrade, ordered by name.
    ///
    /// Versions are chosen as apt_preferences(5) says where no preferences are set: the archive's priority first, then the
    /// version; never an older one. `apt-get upgrade` upgrades the same, but for packages whose new version needs another
    /// package to be installed or removed. Relations between packages are not looked at: what apt would keep back, because
    /// one it depends on is on hold or because the lists of another installed architecture are missing, is listed all the
    /// same. Phased updates, which Debian does not have, are taken to have arrived.
    ///
    /// - Parameters:
    ///   - packages: the installed packages; those that are not dpkg's are passed over.
    ///   - indices: what the archives offer.
    public static func all(of packages: [Package], in indices: [AptIndex]) -> [AptUpgrade] {
        packages.compactMap { package in
            guard package.kind == .deb, let debian = package.debian, debian.state != "config-files" else { return nil }
            let installed = DebianVersion(package.version)
            let offers = indices.flatMap { index in
                (index.offers[package.name] ?? []).filter { fits($0.architecture, package) }.map { (index, $0.version) }
            }
            guard let best = candidate(installed, offers) else { return nil }
            return AptUpgrade(
                package: package, version: best.version.text, archive: best.index.release.name ?? best.index.file,
                isSecurity: offers.contains { $0.0.release.isSecurity && $0.1 > installed },
                isHeld: debian.want == "hold")
        }
    }

    /// A package can become one for all architectures, and the other way round.
    private static func fits(_ offered: String, _ package: Package) -> Bool {
        let installed = package.architecture ?? "all"
        return offered == installed || offered == "all" || installed == "all"
    }

    private static func candidate(
        _ installed: DebianVersion, _ offers: [(index: AptIndex, version: DebianVersion)]
    ) -> (index: AptIndex, version: DebianVersion)? {
        let preferred = offers.filter { $0.index.release.priority >= 500 }.max { $0.version < $1.version }
        if let preferred, preferred.version >= installed { return preferred.version > installed ? preferred : nil }
        // The installed version has the priority 100 too, and the newer of two wins.
        return offers.filter { $0.index.release.priority == 100 && $0.version > installed }
            .max { $0.version < $1.version }
    }
}
