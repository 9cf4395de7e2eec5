import ImagePackages
import ImageReading

/// Which paths have which cause; the first row that matches wins.
///
/// Patterns: `a/b/` and `a/b*` match what begins with it, `*.x` what ends with it, `**/name/` what lies in a directory of
/// that name anywhere, also behind `a/`; anything else that path alone.
enum CauseTable {
    struct Row: Sendable {
        let cause: Cause
        /// One sentence for the documentation.
        let explanation: String
        /// Whether what lies here is needed by nothing as such: another name of the same file tells more.
        let isLeftover: Bool
        let patterns: [GlobPattern]

        init(_ name: String, _ explanation: String, isLeftover: Bool = false, _ patterns: [GlobPattern]) {
            cause = Cause(rawValue: name)
            self.explanation = explanation
            self.isLeftover = isLeftover
            self.patterns = patterns
        }
    }

    private static func any(_ patterns: String...) -> [GlobPattern] {
        patterns.map { GlobPattern(bytes: $0.utf8, .folders) }
    }

    private static func below(_ folder: String, _ patterns: String...) -> [GlobPattern] {
        patterns.map { GlobPattern(bytes: (folder + $0).utf8, .folders) }
    }

    static let rows: [Row] = [
        Row("apt lists", "What apt-get update fetched.", isLeftover: true, any("var/lib/apt/lists/")),
        Row("apt archives", "Packages and indices that apt keeps.", isLeftover: true, any("var/cache/apt/")),
        Row(
            "dpkg backups", "Copies of databases made before a change.", isLeftover: true,
            any(
                "var/lib/dpkg/status-old", "var/lib/dpkg/available-old", "var/lib/dpkg/diversions-old",
                "var/lib/dpkg/statoverride-old", "var/cache/debconf/config.dat-old",
                "var/cache/debconf/templates.dat-old", "var/backups/")
                + below("var/lib/dpkg/", "*-old")
                + below("etc/", "*.dpkg-old", "*.dpkg-dist", "*.dpkg-new", "*.ucf-old", "*.ucf-dist")),
        Row(
            "pip cache", "Wheels and answers that pip keeps.", isLeftover: true,
            any("**/.cache/pip/", "root/.cache/pip/")),
        Row(
            "package caches", "What other package managers keep.", isLeftover: true,
            any(
                "**/.npm/_cacache/", "**/.npm/_logs/", "**/.npm/_prebuilds/", "**/conda/pkgs/", "**/miniconda3/pkgs/",
                "**/miniforge3/pkgs/", "**/mambaforge/pkgs/", "**/anaconda3/pkgs/", "**/.conda/pkgs/",
                "**/.pnpm-store/", "**/.cargo/registry/", "**/go/pkg/mod/cache/",
                "**/.m2/repository/", "**/.gradle/caches/", "**/.bun/install/cache/", "**/.ivy2/cache/",
                "var/cache/dnf/", "var/cache/yum/", "var/cache/zypp/", "var/cache/pacman/", "var/cache/apk/",
                "etc/apk/cache/")
                + [
                    "uv", "pdm", "pypoetry/cache", "pypoetry/artifacts", "pipenv", "pip-tools", "hatch", "yarn", "npm",
                    "pnpm", "bun", "node-gyp", "go-build", "composer", "bundle", "gem", "coursier", "gradle", "bazel",
                    "conan", "vcpkg", "conda", "mamba", "rattler", "ccache", "sccache", "nix", "Homebrew",
                ].flatMap { below("**/.cache/", $0 + "/") }),
        Row(
            "models and browsers", "Models, data sets and browsers that programs fetch once and need.",
            any(
                "**/models--*", "**/nltk_data/", "**/tfhub_modules/", "**/fastembed_cache/", "**/.keras/models/",
                "**/.insightface/", "**/.EasyOCR/", "**/.paddleocr/", "**/.ollama/models/", "**/stanza_resources/")
                + [
                    "huggingface", "torch", "whisper", "clip", "modelscope", "kagglehub", "chroma", "ms-playwright*",
                    "puppeteer", "Cypress", "selenium", "camoufox", "rod",
                ].flatMap { below("**/.cache/", $0 + "/") }),
        Row("byte code", "Python modules compiled for a faster start.", any("*.pyc", "*.pyo")),
        Row(
            "documentation", "Manuals, change logs and examples; copyright files are among them.",
            any(
                "usr/share/doc/", "usr/local/share/doc/", "usr/share/doc-base/", "usr/share/gtk-doc/",
                "usr/share/javascript/sphinxdoc/", "usr/share/lintian/", "usr/share/linda/")),
        Row(
            "manual pages", "Pages for the man command.",
            any("usr/share/man/", "usr/local/share/man/", "usr/local/man/", "usr/share/groff/", "var/cache/man/")),
        Row("info", "Pages for the info command.", any("usr/share/info/", "usr/local/share/info/")),
        Row(
            "locales", "Translations and descriptions of languages.",
            any("usr/share/locale/", "usr/lib/locale/", "usr/share/i18n/", "usr/local/share/locale/", "*.mo")),
        Row(
            "debug symbols", "What debuggers read.",
            any("usr/lib/debug/", "**/.build-id/", "*.debug", "*.dwo", "*.dSYM")),
        Row(
            "headers", "Declarations that compilers read.",
            any("usr/include/", "usr/local/include/", "*.h", "*.hpp", "*.hxx", "*.hh", "*.pxd", "*.cuh")),
        Row("static libraries", "Libraries that linkers copy from.", any("*.a")),
        Row(
            "libtool and pkg-config files", "How to link a library.",
            any("*.la", "*.pc", "**/cmake/", "usr/share/aclocal/")),
        Row(
            "test suites", "Tests that came inside packages.",
            below("usr/", "**/tests/", "**/test/") + below("opt/", "**/tests/", "**/test/")
                + any(
                    "**/site-packages/test/", "**/site-packages/**/tests/", "**/tests/**/site-packages/",
                    "**/dist-packages/**/tests/", "**/tests/**/dist-packages/")),
        Row(
            "version-control folders", "Histories of sources.", isLeftover: true,
            any("**/.git/", "**/.hg/", "**/.svn/", "**/.bzr/")),
        Row(
            "wheels and source archives", "Packages that were installed from, or never.", isLeftover: true,
            any("*.whl", "*.deb", "*.rpm", "*.tar.gz", "*.tgz", "*.tar.bz2", "*.tar.xz", "*.tar.zst", "*.tar", "*.zip")),
        Row("logs", "What programs wrote while the image was built.", isLeftover: true, any("var/log/", "*.log")),
        Row(
            "temporary files", "What was left behind.", isLeftover: true,
            any("tmp/", "var/tmp/", "run/", "var/run/", "*.tmp", "*.swp", "*~")),
        Row(
            "crash dumps", "What a crash left behind.", isLeftover: true,
            any("var/crash/", "var/lib/systemd/coredump/", "**/core.dump*", "core")),
        Row(
            "package databases", "What package managers know of what is installed.",
            Ecosystems.all.flatMap(\.databasePaths).map { GlobPattern(bytes: $0.utf8, .folders) }
                + any(
                    "var/lib/rpm/", "lib/apk/", "var/lib/pacman/", "var/lib/python/", "var/lib/pam/", "**/conda-meta/")),
        Row(
            "certificates and time zones", "Data of the system, counted here where nobody owns it.",
            any(
                "etc/ssl/", "usr/share/ca-certificates/", "usr/local/share/ca-certificates/", "usr/share/zoneinfo/",
                "etc/localtime", "etc/ca-certificates/")),
        Row("linker cache", "Where the dynamic linker finds libraries.", any("etc/ld.so.cache", "var/cache/ldconfig/")),
        Row("other caches", "What programs keep in ~/.cache.", isLeftover: true, any("**/.cache/")),
        Row("application files", "Everything else.", []),
    ]

    /// The position of compiled modules.
    static let byteCode = position(of: Cause.byteCode)
    /// The position of the last row.
    static let applicationFiles = UInt8(rows.count - 1)

    private static func position(of cause: Cause) -> UInt8 {
        UInt8(rows.firstIndex { $0.cause == cause } ?? rows.count - 1)
    }

    /// Of the causes of two names of one file the one that says what it is needed for.
    static func needed(_ left: UInt8, _ right: UInt8) -> UInt8 {
        guard left != right else { return left }
        switch (rows[Int(left)].isLeftover, rows[Int(right)].isLeftover) {
        case (true, false): return right
        case (false, true): return left
        // Of two leftovers the one that is less surely waste: whoever takes all advice empties both places.
        case (false, false), (true, true): return max(left, right)
        }
    }

    /// The position of the first row that a path matches; the last row matches all.
    static func position(of path: ArraySlice<UInt8>) -> UInt8 { index.position(of: path) }

    private static let index = Index()

    /// The patterns by a byte that a path must have to match them, so that few are tried on a path.
    private struct Index {
        private typealias Entry = (row: UInt8, pattern: GlobPattern)

        private var byFirst: [[Entry]] = Array(repeating: [], count: 256)
        private var byName: [[Entry]] = Array(repeating: [], count: 256)
        private var byLast: [[Entry]] = Array(repeating: [], count: 256)
        private var others: [Entry] = []

        init() {
            for (number, row) in CauseTable.rows.enumerated() {
                for pattern in row.patterns {
                    let entry = (UInt8(number), pattern)
                    switch pattern.landmark {
                    case .first(let byte): byFirst[Int(byte)].append(entry)
                    case .name(let byte): byName[Int(byte)].append(entry)
                    case .last(let byte): byLast[Int(byte)].append(entry)
                    case .none: others.append(entry)
                    }
                }
            }
        }

        func position(of path: ArraySlice<UInt8>) -> UInt8 {
            var best = CauseTable.applicationFiles
            func tryAll(_ entries: [Entry]) {
                for entry in entries where entry.row < best {
                    if entry.pattern.matches(path) { best = entry.row }
                }
            }
            guard let first = path.first, let last = path.last else { return best }
            tryAll(byFirst[Int(first)])
            tryAll(byLast[Int(last)])
            tryAll(others)
            var isAtName = true
            for byte in path {
                if isAtName { tryAll(byName[Int(byte)]) }
                isAtName = byte == UInt8(ascii: "/")
            }
            return best
        }
    }
}
