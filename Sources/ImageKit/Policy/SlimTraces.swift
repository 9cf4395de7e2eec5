import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What tells Debian's slim images from the full ones.
///
/// The slim variants carry `/etc/dpkg/dpkg.cfg.d/docker`, which makes dpkg leave out documentation, manual pages and
/// translations of everything that is installed, and they have none of these files themselves.
struct SlimTraces {
    /// What is looked at: dpkg's settings.
    static func captureMode(for path: BytePath) -> CaptureMode? {
        path.bytes.starts(with: "etc/dpkg/dpkg.cfg.d/".utf8) || path == "etc/dpkg/dpkg.cfg" ? .whole : nil
    }

    /// Whether dpkg is told to leave documentation out.
    let hasExclusions: Bool
    /// The setting, or that there is none.
    let evidence: Evidence
    /// How many manual pages and documents other than copyright files there are.
    let documents: Int
    /// How many packages come from the base's layers and serve to compile.
    let compilers: [Package]

    private static let compilerNames: Set<String> = ["gcc", "g++", "cpp", "make", "libc6-dev", "dpkg-dev"]

    init(_ input: RuleInput) {
        let tree = input.analysis.tree
        let folder: BytePath = "etc/dpkg/dpkg.cfg.d"
        let files =
            (tree.lookup(folder).map { tree.children(of: $0) } ?? [])
            + [tree.lookup("etc/dpkg/dpkg.cfg")].compactMap(\.self)
        let line = files.lazy.compactMap { node -> Evidence? in
            let text = tree.contents(of: node).map { DisplayText.decoded($0) } ?? ""
            let line = text.split(whereSeparator: \.isNewline).first {
                $0.hasPrefix("path-exclude") && ($0.contains("/usr/share/doc") || $0.contains("/usr/share/man"))
            }
            return line.map {
                Evidence(.file, "/" + tree.path(of: node).string, String($0), layer: tree.layer(of: node))
            }
        }.first
        hasExclusions = line != nil
        evidence = line ?? Evidence(.file, "/" + folder.string, "no path-exclude of documentation")
        documents = tree.liveNodes.count { node in
            guard tree.kind(of: node) == .file else { return false }
            let path = tree.path(of: node)
            return path.bytes.starts(with: "usr/share/man/".utf8)
                || path.bytes.starts(with: "usr/share/doc/".utf8) && !path.name.elementsEqual("copyright".utf8)
        }
        compilers = SlimTraces.compilers(
            in: input.analysis.inventory.packages, below: input.history.baseLayers ?? 1)
    }

    /// The packages that compile and came with a layer below another.
    static func compilers(in packages: [Package], below layer: Int) -> [Package] {
        packages.filter { $0.kind.ecosystem.isSystem && $0.layer < layer && compilerNames.contains($0.name) }
    }
}
