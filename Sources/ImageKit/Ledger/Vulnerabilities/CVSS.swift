/// The score of a vector of the Common Vulnerability Scoring System, versions 2.0, 3.0, 3.1 and 4.0 (FIRST).
///
/// Scores are computed from the vector, never taken from a record.
public struct CVSS: Sendable, Hashable {
    /// The version, for example `3.1`.
    public let version: String
    /// The base score, with the threat metrics of version 4, between 0 and 10.
    public let score: Double

    /// Reads a vector; nil where it is none, lacks a metric that must be there, or has one twice.
    public init?(_ vector: String) {
        var parts = vector.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard let first = parts.first else { return nil }
        switch first {
        case "CVSS:3.0", "CVSS:3.1", "CVSS:4.0":
            version = String(first.dropFirst("CVSS:".count))
            parts = parts.dropFirst()
        default: version = "2.0"
        }
        var metrics: [String: String] = [:]
        for part in parts {
            let pair = part.split(separator: ":", omittingEmptySubsequences: false)
            guard pair.count == 2, metrics.updateValue(String(pair[1]), forKey: String(pair[0])) == nil else {
                return nil
            }
        }
        let found: Double?
        switch version {
        case "2.0": found = CVSS2.score(metrics)
        case "4.0": found = CVSS4.score(metrics)
        default: found = CVSS3.score(metrics, isLater: version == "3.1")
        }
        guard let found else { return nil }
        score = found
    }
}

/// Version 2.0 (June 2007).
private enum CVSS2 {
    private static let weights: [String: [String: Double]] = [
        "AV": ["L": 0.395, "A": 0.646, "N": 1], "AC": ["H": 0.35, "M": 0.61, "L": 0.71],
        "Au": ["M": 0.45, "S": 0.56, "N": 0.704], "C": ["N": 0, "P": 0.275, "C": 0.66],
        "I": ["N": 0, "P": 0.275, "C": 0.66], "A": ["N": 0, "P": 0.275, "C": 0.66],
    ]
    private static let others: [String: Set<String>] = [
        "E": ["U", "POC", "F", "H", "ND"], "RL": ["OF", "TF", "W", "U", "ND"], "RC": ["UC", "UR", "C", "ND"],
        "CDP": ["N", "L", "LM", "MH", "H", "ND"], "TD": ["N", "L", "M", "H", "ND"], "CR": ["L", "M", "H", "ND"],
        "IR": ["L", "M", "H", "ND"], "AR": ["L", "M", "H", "ND"],
    ]

    static func score(_ metrics: [String: String]) -> Double? {
        var values: [String: Double] = [:]
        for (name, value) in metrics {
            if let weight = weights[name] {
                guard let number = weight[value] else { return nil }
                values[name] = number
            } else if others[name]?.contains(value) != true {
                return nil
            }
        }
        guard let vector = values["AV"], let complexity = values["AC"], let authentication = values["Au"],
            let confidentiality = values["C"], let integrity = values["I"], let availability = values["A"]
        else { return nil }
        let impact = 10.41 * (1 - (1 - confidentiality) * (1 - integrity) * (1 - availability))
        let exploitability = 20 * vector * complexity * authentication
        let score = (0.6 * impact + 0.4 * exploitability - 1.5) * (impact == 0 ? 0 : 1.176)
        return max(0, (score * 10).rounded() / 10)
    }
}

/// Versions 3.0 and 3.1.
private enum CVSS3 {
    private static let weights: [String: [String: Double]] = [
        "AV": ["N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2], "AC": ["L": 0.77, "H": 0.44],
        "UI": ["N": 0.85, "R": 0.62], "C": ["H": 0.56, "L": 0.22, "N": 0], "I": ["H": 0.56, "L": 0.22, "N": 0],
        "A": ["H": 0.56, "L": 0.22, "N": 0], "PR": ["N": 0.85, "L": 0.62, "H": 0.27], "S": ["U": 0, "C": 1],
    ]
    private static let others: [String: Set<String>] = [
        "E": ["X", "U", "P", "F", "H"], "RL": ["X", "O", "T", "W", "U"], "RC": ["X", "U", "R", "C"],
        "CR": ["X", "L", "M", "H"], "IR": ["X", "L", "M", "H"], "AR": ["X", "L", "M", "H"],
        "MAV": ["X", "N", "A", "L", "P"], "MAC": ["X", "L", "H"], "MPR": ["X", "N", "L", "H"], "MUI": ["X", "N", "R"],
        "MS": ["X", "U", "C"], "MC": ["X", "N", "L", "H"], "MI": ["X", "N", "L", "H"], "MA": ["X", "N", "L", "H"],
    ]

    static func score(_ metrics: [String: String], isLater: Bool) -> Double? {
        var values: [String: Double] = [:]
        for (name, value) in metrics {
            if let weight = weights[name] {
                guard let number = weight[value] else { return nil }
                values[name] = number
            } else if others[name]?.contains(value) != true {
                return nil
            }
        }
        guard let vector = values["AV"], let complexity = values["AC"], let interaction = values["UI"],
            var privileges = values["PR"], let scope = values["S"], let confidentiality = values["C"],
            let integrity = values["I"], let availability = values["A"]
        else { return nil }
        let isChanged = scope == 1
        if isChanged, metrics["PR"] == "L" { privileges = 0.68 }
        if isChanged, metrics["PR"] == "H" { privileges = 0.5 }
        let base = 1 - (1 - confidentiality) * (1 - integrity) * (1 - availability)
        let impact = isChanged ? 7.52 * (base - 0.029) - 3.25 * power(base - 0.02, 15) : 6.42 * base
        guard impact > 0 else { return 0 }
        let exploitability = 8.22 * vector * complexity * privileges * interaction
        return roundedUp(min((isChanged ? 1.08 : 1) * (impact + exploitability), 10), isLater: isLater)
    }

    private static func power(_ value: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { product, _ in product * value }
    }

    /// The next tenth above; version 3.1 says how, so that the imprecision of floating point does not count.
    private static func roundedUp(_ value: Double, isLater: Bool) -> Double {
        guard isLater else { return (value * 10).rounded(.up) / 10 }
        let whole = Int((value * 100_000).rounded())
        return whole % 10_000 == 0 ? Double(whole) / 100_000 : Double(whole / 10_000 + 1) / 10
    }
}

/// Version 4.0: scores of sets of vectors that are alike, and how far a vector lies from the worst of its set.
private enum CVSS4 {
    private static let mandatory = ["AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"]

    /// The values of each metric from the worst to the mildest, with how far it is from the worst in tenths.
    private static let levels: [String: [String: Int]] = [
        "AV": ["N": 0, "A": 1, "L": 2, "P": 3], "PR": ["N": 0, "L": 1, "H": 2], "UI": ["N": 0, "P": 1, "A": 2],
        "AC": ["L": 0, "H": 1], "AT": ["N": 0, "P": 1], "VC": ["H": 0, "L": 1, "N": 2], "VI": ["H": 0, "L": 1, "N": 2],
        "VA": ["H": 0, "L": 1, "N": 2], "SC": ["H": 1, "L": 2, "N": 3], "SI": ["S": 0, "H": 1, "L": 2, "N": 3],
        "SA": ["S": 0, "H": 1, "L": 2, "N": 3], "CR": ["H": 0, "M": 1, "L": 2], "IR": ["H": 0, "M": 1, "L": 2],
        "AR": ["H": 0, "M": 1, "L": 2],
    ]

    private static let others: [String: Set<String>] = [
        "E": ["X", "A", "P", "U"], "CR": ["X", "H", "M", "L"], "IR": ["X", "H", "M", "L"], "AR": ["X", "H", "M", "L"],
        "MAV": ["X", "N", "A", "L", "P"], "MAC": ["X", "L", "H"], "MAT": ["X", "N", "P"], "MPR": ["X", "N", "L", "H"],
        "MUI": ["X", "N", "P", "A"], "MVC": ["X", "H", "L", "N"], "MVI": ["X", "H", "L", "N"],
        "MVA": ["X", "H", "L", "N"], "MSC": ["X", "H", "L", "N"], "MSI": ["X", "S", "H", "L", "N"],
        "MSA": ["X", "S", "H", "L", "N"], "S": ["X", "N", "P"], "AU": ["X", "N", "Y"], "R": ["X", "A", "U", "I"],
        "V": ["X", "D", "C"], "RE": ["X", "L", "M", "H"], "U": ["X", "Clear", "Green", "Amber", "Red"],
    ]

    /// The worst vectors of each set, by the class and its level; the third and the sixth class go together.
    private static let worst: [String: [String]] = [
        "1.0": ["AV:N/PR:N/UI:N"], "1.1": ["AV:A/PR:N/UI:N", "AV:N/PR:L/UI:N", "AV:N/PR:N/UI:P"],
        "1.2": ["AV:P/PR:N/UI:N", "AV:A/PR:L/UI:P"], "2.0": ["AC:L/AT:N"], "2.1": ["AC:H/AT:N", "AC:L/AT:P"],
        "3.00": ["VC:H/VI:H/VA:H/CR:H/IR:H/AR:H"],
        "3.01": ["VC:H/VI:H/VA:L/CR:M/IR:M/AR:H", "VC:H/VI:H/VA:H/CR:M/IR:M/AR:M"],
        "3.10": ["VC:L/VI:H/VA:H/CR:H/IR:H/AR:H", "VC:H/VI:L/VA:H/CR:H/IR:H/AR:H"],
        "3.11": [
            "VC:L/VI:H/VA:L/CR:H/IR:M/AR:H", "VC:L/VI:H/VA:H/CR:H/IR:M/AR:M", "VC:H/VI:L/VA:H/CR:M/IR:H/AR:M",
            "VC:H/VI:L/VA:L/CR:M/IR:H/AR:H", "VC:L/VI:L/VA:H/CR:H/IR:H/AR:M",
        ],
        "3.21": ["VC:L/VI:L/VA:L/CR:H/IR:H/AR:H"], "4.0": ["SC:H/SI:S/SA:S"], "4.1": ["SC:H/SI:H/SA:H"],
        "4.2": ["SC:L/SI:L/SA:L"],
    ]

    /// How many tenths lie between the worst and the mildest vector of a set.
    private static let depths: [String: Int] = [
        "1.0": 1, "1.1": 4, "1.2": 5, "2.0": 1, "2.1": 2, "3.00": 7, "3.01": 6, "3.10": 8, "3.11": 8, "3.21": 10,
        "4.0": 6, "4.1": 5, "4.2": 4,
    ]

    /// The score of each set in tenths behind its six levels.
    private static let table = """
        000000100 000001099 000010098 000011095 000020095 000021092 000100100 000101096 000110093 000111087
        000120091 000121081 000200093 000201090 000210089 000211080 000220081 000221068 001000098 001001095
        001010095 001011092 001020090 001021084 001100093 001101092 001110089 001111081 001120081 001121065
        001200088 001201080 001210078 001211070 001220069 001221048 002001092 002011082 002021072 002101079
        002111069 002121050 002201069 002211055 002221027 010000099 010001097 010010095 010011092 010020092
        010021085 010100095 010101091 010110090 010111083 010120084 010121071 010200092 010201081 010210082
        010211071 010220072 010221053 011000095 011001093 011010092 011011085 011020085 011021073 011100092
        011101082 011110080 011111072 011120070 011121059 011200084 011201070 011210071 011211052 011220050
        011221030 012001086 012011075 012021052 012101071 012111052 012121029 012201063 012211029 012221017
        100000098 100001095 100010094 100011087 100020091 100021081 100100094 100101089 100110086 100111074
        100120077 100121064 100200087 100201075 100210074 100211063 100220063 100221049 101000094 101001089
        101010088 101011077 101020076 101021067 101100086 101101076 101110074 101111058 101120059 101121050
        101200072 101201057 101210057 101211052 101220052 101221025 102001083 102011070 102021054 102101065
        102111058 102121026 102201053 102211021 102221013 110000095 110001090 110010088 110011076 110020076
        110021070 110100090 110101077 110110075 110111062 110120061 110121053 110200077 110201066 110210068
        110211059 110220052 110221030 111000089 111001078 111010076 111011067 111020062 111021058 111100074
        111101059 111110057 111111057 111120047 111121023 111200061 111201052 111210057 111211029 111220024
        111221016 112001071 112011059 112021030 112101058 112111026 112121015 112201023 112211013 112221006
        200000093 200001087 200010086 200011072 200020075 200021058 200100086 200101074 200110074 200111061
        200120056 200121034 200200070 200201054 200210052 200211040 200220040 200221022 201000085 201001075
        201010074 201011055 201020062 201021051 201100072 201101057 201110055 201111041 201120046 201121019
        201200053 201201036 201210034 201211019 201220019 201221008 202001064 202011051 202021020 202101047
        202111021 202121011 202201024 202211009 202221004 210000088 210001075 210010073 210011053 210020060
        210021050 210100073 210101055 210110059 210111040 210120041 210121020 210200054 210201043 210210045
        210211022 210220020 210221011 211000075 211001055 211010058 211011045 211020040 211021021 211100061
        211101051 211110048 211111018 211120020 211121009 211200046 211201018 211210017 211211007 211220008
        211221002 212001053 212011024 212021014 212101024 212111012 212121005 212201010 212211003 212221001
        """

    private static let scores: [String: Double] = Dictionary(
        table.split(whereSeparator: \.isWhitespace).map { (String($0.prefix(6)), (Double($0.dropFirst(6)) ?? 0) / 10) },
        uniquingKeysWith: { first, _ in first })

    static func score(_ metrics: [String: String]) -> Double? {
        guard mandatory.allSatisfy({ metrics[$0] != nil }) else { return nil }
        for (name, value) in metrics {
            let isKnown = mandatory.contains(name) ? isBase(name, value) : others[name]?.contains(value) ?? false
            guard isKnown else { return nil }
        }
        func value(_ name: String) -> String {
            if let modified = metrics["M" + name], modified != "X" { return modified }
            let value = metrics[name] ?? "X"
            guard value == "X" else { return value }
            return name == "E" ? "A" : "H"
        }
        guard ["VC", "VI", "VA", "SC", "SI", "SA"].contains(where: { value($0) != "N" }) else { return 0 }
        let set = levels(of: value)
        guard let whole = scores[set.map(String.init).joined()] else { return nil }
        var distances: [Double] = []
        for (name, next, metrics) in neighbours(of: set) {
            guard let lower = next.compactMap({ scores[$0.map(String.init).joined()] }).max() else { continue }
            guard let depth = depths[name] else {
                distances.append(0)
                continue
            }
            let tenths = distance(value, from: worst[name] ?? [], metrics)
            distances.append((whole - lower) * Double(tenths) / Double(depth))
        }
        let mean = distances.isEmpty ? 0 : distances.reduce(0, +) / Double(distances.count)
        return ((min(max(whole - mean, 0), 10) * 10 + 1e-6).rounded() / 10)
    }

    private static func isBase(_ name: String, _ value: String) -> Bool {
        // Safety is a value of the modified metrics alone.
        levels[name]?[value] != nil && value != "S"
    }

    /// The levels of the six classes that a vector is in.
    private static func levels(of value: (String) -> String) -> [Int] {
        let worstAccess = [value("AV") == "N", value("PR") == "N", value("UI") == "N"]
        let first = worstAccess.allSatisfy(\.self) ? 0 : worstAccess.contains(true) && value("AV") != "P" ? 1 : 2
        let second = value("AC") == "L" && value("AT") == "N" ? 0 : 1
        let third =
            value("VC") == "H" && value("VI") == "H"
            ? 0 : ["VC", "VI", "VA"].contains { value($0) == "H" } ? 1 : 2
        let fourth =
            value("SI") == "S" || value("SA") == "S" ? 0 : ["SC", "SI", "SA"].contains { value($0) == "H" } ? 1 : 2
        let fifth = value("E") == "A" ? 0 : value("E") == "P" ? 1 : 2
        let sixth =
            zip(["CR", "IR", "AR"], ["VC", "VI", "VA"]).contains { value($0) == "H" && value($1) == "H" } ? 0 : 1
        return [first, second, third, fourth, fifth, sixth]
    }

    /// For each class the name of the vector's set, the sets one level milder, and the metrics that count.
    private static func neighbours(of set: [Int]) -> [(name: String, next: [[Int]], metrics: [String])] {
        func raised(_ place: Int) -> [Int] {
            var next = set
            next[place] += 1
            return next
        }
        let (third, sixth) = (set[2], set[5])
        let joint =
            third == 0 && sixth == 0 ? [raised(5), raised(2)] : third == 1 && sixth == 0 ? [raised(5)] : [raised(2)]
        return [
            ("1.\(set[0])", [raised(0)], ["AV", "PR", "UI"]), ("2.\(set[1])", [raised(1)], ["AC", "AT"]),
            ("3.\(third)\(sixth)", joint, ["VC", "VI", "VA", "CR", "IR", "AR"]),
            ("4.\(set[3])", [raised(3)], ["SC", "SI", "SA"]), ("5", [raised(4)], []),
        ]
    }

    /// How many tenths a vector is milder than the first of the worst ones that it is nowhere worse than.
    private static func distance(_ value: (String) -> String, from worst: [String], _ metrics: [String]) -> Int {
        for vector in worst {
            var of: [Substring: String] = [:]
            for part in vector.split(separator: "/") {
                let pair = part.split(separator: ":")
                of[pair[0]] = String(pair[1])
            }
            let steps = metrics.map { name in
                (levels[name]?[value(name)] ?? 0) - (levels[name]?[of[Substring(name)] ?? ""] ?? 0)
            }
            if steps.allSatisfy({ $0 >= 0 }) { return steps.reduce(0, +) }
        }
        return 0
    }
}
