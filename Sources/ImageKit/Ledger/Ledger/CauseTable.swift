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
        let patterns: [GlobPattern]

        init(_ name: String, _ explanation: String, _ patterns: [GlobPattern]) {
            cause = Cause(rawValue: name)
            self.explanation = explanation
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
        Row("apt lists", "What apt-get update fetched.", any("var/lib/apt/lists/")),
        Row("apt archives", "Packages and indices that apt keeps.", any("var/cache/apt/")),
        Row(
            "dpkg backups", "Copies of databases made before a change.",
            any(
                "var/lib/dpkg/status-old", "var/lib/dpkg/available-old", "var/lib/dpkg/diversions-old",
                "var/lib/dpkg/statoverride-old", "var/cache/debconf/config.dat-old",
                "var/cache/debconf/templates.dat-old", "var/backups/")
                + below("var/lib/dpkg/", "*-old")
                + below("etc/", "*.dpkg-old", "*.dpkg-dist", "*.dpkg-new", "*.ucf-old", "*.ucf-dist")),
        Row("pip cache", "Wheels and answers that pip keeps.", any("**/.cache/pip/", "root/.cache/pip/")),
        Row(
            "package caches", "What other package managers keep.",
            any(
                "**/.npm/", "**/.cache/", "**/conda/pkgs/", "**/miniconda3/pkgs/", "**/.conda/pkgs/", "**/.yarn/",
                "**/.pnpm-store/", "**/.cargo/registry/", "**/go/pkg/mod/cache/", "**/.m2/repository/",
                "**/.gradle/caches/",
                "var/cache/dnf/", "var/cache/yum/", "var/cache/apk/", "etc/apk/cache/")),
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
        Row("version-control folders", "Histories of sources.", any("**/.git/", "**/.hg/", "**/.svn/", "**/.bzr/")),
        Row(
            "wheels and source archives", "Packages that were installed from, or never.",
            any("*.whl", "*.deb", "*.rpm", "*.tar.gz", "*.tgz", "*.tar.bz2", "*.tar.xz", "*.tar.zst", "*.tar", "*.zip")),
        Row("logs", "What programs wrote while the image was built.", any("var/log/", "*.log")),
        Row(
            "temporary files", "What was left behind.",
            any("tmp/", "var/tmp/", "run/", "var/run/", "*.tmp", "*.swp", "*~")),
        Row(
            "crash dumps", "What a crash left behind.",
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
        Row("application files", "Everything else.", []),
    ]

    /// The position of the first row that a path matches; the last row matches all.
    static func position(of path: ArraySlice<UInt8>) -> UInt8 {
        let position = rows.firstIndex { row in row.patterns.contains { $0.matches(path) } }
        return UInt8(position ?? rows.count - 1)
    }
}
