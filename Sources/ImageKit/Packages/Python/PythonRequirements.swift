public import ImageReading

/// Which distribution requires which: markers decided for each environment, extras followed from who asks for them.
struct PythonRequirements {
    struct Edge {
        let from: Int
        let to: Int
        let text: String
    }

    private struct Parsed {
        let requirement: PythonRequirement
        let text: String
    }

    private struct Activation: Hashable {
        let position: Int
        let extra: String
    }

    private let packages: [Package]
    private let view: PythonView
    private let machine: String
    private var parsed: [[Parsed]] = []
    private var activated: Set<Activation> = []
    private(set) var edges: [Edge] = []
    private var explained: Set<Int> = []
    /// How many requirements may still be held against an extra.
    private var left = 2_000_000
    /// Whether there are more requirements and extras than are held against each other.
    var isCut: Bool { left < 0 }
    private(set) var log = DiagnosticLog()

    init(_ packages: [Package], view: PythonView, machine: String) {
        self.packages = packages
        self.view = view
        self.machine = machine
        parsed = packages.map { package in
            (package.python?.requires ?? []).compactMap { text in
                if let requirement = PythonRequirement(text) { return Parsed(requirement: requirement, text: text) }
                log.append(
                    Diagnostic(
                        .malformedRequirement, "\(package.name) requires '\(text)', which is no requirement",
                        layer: package.layer, path: nil))
                return nil
            }
        }
    }

    mutating func resolve() {
        let all = packages.indices.filter { view.environment[$0] != nil }
        activate(all.map { Activation(position: $0, extra: "") })
        // pip does not note which extras it was asked for. One that is installed whole, with something that is there for
        // no other reason, was asked for.
        for position in all {
            for extra in packages[position].python?.extras ?? [] {
                let activation = Activation(position: position, extra: PythonName.normalized(extra))
                if !activated.contains(activation), explains(activation) { activate([activation]) }
            }
        }
    }

    private mutating func activate(_ activations: [Activation]) {
        var pending = activations.filter { activated.insert($0).inserted }
        while let next = pending.popLast() {
            guard let environment = view.environment[next.position] else { continue }
            for item in required(by: next) {
                guard let to = view.distribution(item.requirement.normalizedName, in: environment) else { continue }
                edges.append(Edge(from: next.position, to: to, text: item.text))
                explained.insert(to)
                for extra in item.requirement.extras {
                    let activation = Activation(position: to, extra: PythonName.normalized(extra))
                    if activated.insert(activation).inserted { pending.append(activation) }
                }
            }
        }
    }

    /// The requirements that apply because of an extra; for none, those that always do.
    private mutating func required(by activation: Activation) -> [Parsed] {
        left -= parsed[activation.position].count
        guard left >= 0 else { return [] }
        let environment = markers(of: activation.position)
        return parsed[activation.position].filter { item in
            guard let marker = item.requirement.marker else { return activation.extra.isEmpty }
            guard !activation.extra.isEmpty else { return marker.isFulfilled(in: environment) }
            return marker.isFulfilled(in: environment, extras: [activation.extra])
                && !marker.isFulfilled(in: environment)
        }
    }

    private mutating func explains(_ activation: Activation) -> Bool {
        guard let environment = view.environment[activation.position] else { return false }
        let items = required(by: activation)
        var positions: [Int] = []
        for item in items {
            guard let position = view.distribution(item.requirement.normalizedName, in: environment),
                item.requirement.specifiers.contains(packages[position].version)
            else { return false }
            positions.append(position)
        }
        return positions.contains { position in
            !explained.contains(position) && packages[position].python?.isRequested != true
                && position != activation.position
        }
    }

    private func markers(of position: Int) -> EnvironmentMarker.Environment {
        .linux(pythonVersion: packages[position].python?.interpreterVersion ?? "3", machine: machine)
    }
}

extension Diagnostic.Code {
    /// A requirement of a Python distribution can't be read.
    public static let malformedRequirement = Diagnostic.Code(rawValue: "malformedRequirement")
}
