import ImageReading

/// Finds out which interpreter an environment has, as exactly as the image says.
struct PythonInterpreterVersion {
    let tree: FileTree
    let configuration: ImageConfiguration

    /// The version, for example `3.11.2`, or `3.11` where nothing says more; nil where nothing says that either.
    func version(of environment: PythonEnvironment) -> String? {
        if case .virtual(let file) = environment.kind, let version = file.version, fits(version, environment.version) {
            return version
        }
        guard environment.kind == .system else { return environment.version }
        return condaVersion(environment) ?? declaredVersion(environment) ?? headerVersion(environment)
            ?? environment.version
    }

    /// Conda records each package as `conda-meta/NAME-VERSION-BUILD.json`.
    private func condaVersion(_ environment: PythonEnvironment) -> String? {
        guard let records = tree.lookup(environment.root.appending("conda-meta")) else { return nil }
        for record in tree.children(of: records) {
            let parts = tree.name(of: record).split(separator: UInt8(ascii: "-"))
            guard parts.count == 3, parts[0].elementsEqual("python".utf8) else { continue }
            let version = DisplayText.decoded(parts[1])
            if fits(version, environment.version) { return version }
        }
        return nil
    }

    /// The official images of Python say in PYTHON_VERSION what they built below /usr/local.
    private func declaredVersion(_ environment: PythonEnvironment) -> String? {
        guard environment.root == "usr/local" else { return nil }
        let version = DisplayText.decoded(configuration.variable("PYTHON_VERSION"))
        return fits(version, environment.version) ? version : nil
    }

    /// `#define PY_VERSION "3.11.9"`, as an interpreter is installed with its headers.
    private func headerVersion(_ environment: PythonEnvironment) -> String? {
        guard let short = environment.version,
            let node = tree.lookup(
                environment.root.appending("include/python\(short)/\(PythonInterpreterVersion.header)")),
            let contents = tree.contents(of: node)
        else { return nil }
        for line in contents.split(separator: UInt8(ascii: "\n")) where line.starts(with: "#define PY_VERSION ".utf8) {
            let parts = line.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let version = DisplayText.decoded(parts[1])
            if fits(version, short) { return version }
        }
        return nil
    }

    /// The header that says which version it is.
    static let header = "patchlevel.h"

    private func fits(_ version: String, _ short: String?) -> Bool {
        guard PythonVersion(version) != nil else { return false }
        guard let short else { return true }
        return version == short || version.hasPrefix(short + ".")
    }
}
