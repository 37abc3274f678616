/// Paints a chef with the tall hat before a kitchen out of focus.
struct PortraitPainter {
    private let texture: Texture
    private let wall: Colour
    private let skin: Colour
    private let hair: Colour
    private let apron: Colour
    private let lamps: [(x: Float, y: Float, radius: Float)]

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed, stream: 12)
        texture = Texture(seed: UInt32(truncatingIfNeeded: random.next()))
        wall = random.pick([
            Colour(0.30, 0.36, 0.34), Colour(0.42, 0.33, 0.27), Colour(0.26, 0.30, 0.40), Colour(0.48, 0.44, 0.36),
        ])
        skin = random.pick([
            Colour(0.93, 0.76, 0.64), Colour(0.80, 0.58, 0.43), Colour(0.58, 0.39, 0.27), Colour(0.40, 0.26, 0.18),
        ])
        hair = random.pick([Colour(0.14, 0.10, 0.08), Colour(0.36, 0.22, 0.12), Colour(0.62, 0.58, 0.54)])
        apron = random.pick([Colour(0.93, 0.93, 0.91), Colour(0.18, 0.20, 0.26), Colour(0.52, 0.16, 0.16)])
        lamps = (0..<14).map { _ in
            (Float(random.fraction()) * 1.4, Float(random.fraction()) * 0.8, 0.03 + Float(random.fraction()) * 0.07)
        }
    }

    /// The picture.
    func paint(width: Int, height: Int) -> Canvas {
        let centre = Float(width) / Float(height) / 2
        return Canvas(width: width, height: height) { x, y in
            let dx = x - centre
            var colour = kitchen(x, y)
            colour = over(colour, body(dx, y), Self.ellipse(dx, y - 1.08, 0.42, 0.36))
            colour = over(colour, skin.lit(0.72), Self.ellipse(dx, y - 0.74, 0.075, 0.12))
            let strand = hair.lit(0.6 + 0.8 * texture.layered(x * 60, y * 12))
            colour = over(colour, strand, Self.ellipse(dx, y - 0.50, 0.168, 0.2))
            colour = over(colour, face(dx, y), Self.ellipse(dx, y - 0.54, 0.145, 0.195))
            colour = features(colour, dx, y)
            colour = over(colour, hat(dx, y), hatShape(dx, y))
            return colour.lit(0.93 + 0.14 * texture.at(Int32(x * 800), Int32(y * 800)))
        }
    }

    private func kitchen(_ x: Float, _ y: Float) -> Colour {
        var colour = wall.lit(0.55 + 0.7 * texture.layered(x * 2.5, y * 2.5, layers: 5))
        for lamp in lamps {
            let dx = x - lamp.x
            let dy = y - lamp.y
            let reach = (dx * dx + dy * dy).squareRoot() / lamp.radius
            if reach < 1 { colour = colour.mixed(with: Colour(1, 0.86, 0.6), 0.35 * (1 - Texture.step(0.8, 1, reach))) }
        }
        return colour
    }

    private func body(_ dx: Float, _ y: Float) -> Colour {
        let fold = 0.78 + 0.3 * texture.layered(dx * 14, y * 4) + 0.1 * texture.layered(dx * 160, y * 160, layers: 2)
        // Two rows of buttons, as a chef's jacket has.
        for side in [Float(-0.07), 0.07] {
            for row in 0..<3 {
                let by = y - 0.84 - Float(row) * 0.07
                let bx = dx - side
                if bx * bx + by * by < 0.00016 { return Colour(0.12, 0.12, 0.13) }
            }
        }
        return apron.lit(fold - dx * 0.5)
    }

    private func face(_ dx: Float, _ y: Float) -> Colour {
        let pores = 0.86 + 0.1 * texture.layered(dx * 20, y * 20) + 0.12 * texture.layered(dx * 190, y * 190, layers: 2)
        return skin.lit(pores - dx * 1.1 - abs(dx) * 0.6)
    }

    private func features(_ colour: Colour, _ dx: Float, _ y: Float) -> Colour {
        var colour = colour
        for side in [Float(-0.055), 0.055] {
            colour = over(colour, hair.lit(0.7), Self.ellipse(dx - side, y - 0.487, 0.03, 0.007))
            colour = over(colour, Colour(0.95, 0.95, 0.93), Self.ellipse(dx - side, y - 0.52, 0.023, 0.012))
            colour = over(colour, Colour(0.12, 0.09, 0.07), Self.ellipse(dx - side, y - 0.52, 0.0105, 0.0105))
        }
        colour = over(colour, skin.lit(0.66), Self.ellipse(dx - 0.008, y - 0.578, 0.018, 0.022))
        return over(colour, Colour(0.62, 0.27, 0.25).lit(skin.red), Self.ellipse(dx, y - 0.645, 0.045, 0.012))
    }

    private func hatShape(_ dx: Float, _ y: Float) -> Float {
        let puffs = [(-0.11, 0.17, 0.10), (0.0, 0.13, 0.13), (0.11, 0.17, 0.10)] as [(Float, Float, Float)]
        let top = puffs.map { Self.ellipse(dx - $0.0, y - $0.1, $0.2, $0.2) }.max() ?? 0
        let within = Texture.step(0.20, 0.21, y) * (1 - Texture.step(0.40, 0.405, y))
        let band = (1 - Texture.step(0.155, 0.16, abs(dx))) * within
        return max(top, band)
    }

    private func hat(_ dx: Float, _ y: Float) -> Colour {
        let pleats = 0.9 + 0.12 * texture.layered(dx * 45, y * 2) + 0.05 * texture.layered(dx * 150, y * 150, layers: 2)
        return Colour(0.97, 0.97, 0.95).lit(pleats - dx * 0.6 - (y > 0.34 ? 0.06 : 0))
    }

    /// 1 within the ellipse around the origin, 0 outside, smooth at the edge.
    private static func ellipse(_ x: Float, _ y: Float, _ width: Float, _ height: Float) -> Float {
        let reach = ((x / width) * (x / width) + (y / height) * (y / height)).squareRoot()
        return 1 - Texture.step(1 - 0.006 / min(width, height), 1, reach)
    }

    private func over(_ below: Colour, _ above: @autoclosure () -> Colour, _ share: Float) -> Colour {
        share <= 0 ? below : below.mixed(with: above(), share)
    }
}
