"""De grammatica van de verhalen, in een vorm die je zonder programmeren kunt lezen en veranderen.

Zo lees je haar:

- Een woord aan het begin van een regel is de naam van een lijst. Ingesprongen daaronder staan de mogelijkheden: woorden
  met komma's ertussen, of hele zinnen na een streepje. Alle mogelijkheden zijn even waarschijnlijk.
- `{*plaats}` kiest iets uit de lijst plaats, schrijft het op en onthoudt het; `{plaats}` schrijft het nog een keer op;
  `{!plaats}` kiest en onthoudt, maar schrijft nog niets.
- `bij plaats bos of park:` mag alleen als dat eerder is gekozen. `bij weer zon:` kijkt naar een soort: in de lijst weer
  staat `zon:` boven de mogelijkheden die zonnig zijn.
- Een zelfstandig naamwoord staat er met zijn lidwoord (`de eik`, `het krat`); `mv laarzen` is een meervoud. Dan doen
  `{de plek}`, `{een *uiterlijk *ding}`, `{zijn uiterlijk ding}`, `{deze ding}` en `{die ding}` het buigen zelf.
- Een bijvoeglijk naamwoord staat er in twee vormen: `rood|rode`.
- `hij/zij` kijkt naar de hoofdpersoon (jongen/meisje); `{hij/het ding}` kijkt naar het lidwoord van ding, en
  `{was/was/waren ding}` ook naar het meervoud.

Elk verhaal mag maar op één manier te maken zijn. De tests bewijzen dat, ook na een verandering.
"""

GRAMMAR = """
verhaal
    - {*dag} {*reisde} {*held} met {zijn *metgezel} naar {de *plaats}. {*weerzin} {*avontuur}
    - {*held} {*reisde} {*dag} met {zijn *metgezel} naar {de *plaats}. {*weerzin} {*avontuur}
    - Het was {*moment} en {*held} {*reisde} met {zijn *metgezel} naar {de *plaats}. {*weerzin} {*avontuur}
    - {*thuis}

held
    jongen: Daan, Sem, Noah, Finn, Bram, Youssef, Tim, Lars
    meisje: Anna, Emma, Lotte, Sara, Noor, Yara, Fatima, Eva

metgezel
    de opa, de oma, de vader, de moeder, de broer, de zus, de oom, de tante

dag
    gisteren, op zaterdag, op zondag, op woensdag, in de vakantie, op een ochtend

moment
    zaterdag, zondag, woensdag, vakantie

reisde
    liep, fietste, wandelde, reed

plaats
    natuur: het bos, het park, het kasteel
    water: het strand, de haven
    land: de boerderij, de wei
    stad: de markt, de speeltuin, het dorp

# ---------------------------------------------------------------- het weer en de kleren

weerzin
    - {*weer}, dus hij/zij droeg {een *kleerkleur *kleding}.
    - {*weer} en daarom had hij/zij {een *kleerkleur *kleding} {*aan}.
    - {!weer} Hij/zij droeg {een *kleerkleur *kleding}, want {weer}.

weer
    zon:
    - de zon scheen
    - het was warm
    regen:
    - het regende
    - het goot
    wind:
    - het waaide hard
    - er stond veel wind
    kou:
    - het sneeuwde
    - er lag sneeuw

kleding
    bij weer zon: de pet, de zonnebril, het hemd
    bij weer regen: de regenjas, mv laarzen, de regenbroek
    bij weer wind: de jas, het vest, de trui
    bij weer kou: de muts, mv wanten, de sjaal

kleerkleur
    rood|rode, blauw|blauwe, geel|gele, groen|groene, paars|paarse

aan
    bij kleding pet of zonnebril of muts: op
    bij kleding sjaal: om
    bij kleding hemd of regenjas of laarzen of regenbroek of jas of vest of trui of wanten: aan

drankje
    bij weer zon: koude limonade, ijsthee, appelsap
    bij weer regen of wind of kou: warme chocolademelk, hete thee, bouillon

maaltijd
    bij weer zon: salade, friet, meloen
    bij weer regen of wind of kou: stamppot, macaroni, erwtensoep

# ---------------------------------------------------------------- wat er gebeurt

avontuur
    - {*meegenomen} {*spelen}
    - {*tafereel} {*vinding}
    - {*gehoord} {*nood}
    bij weer zon:
    - {*picknick} {*roof}
    bij weer regen:
    - {*plassen} {*val}
    bij weer wind:
    - {*vliegeren} {*hangen}
    bij weer kou:
    - {*sneeuwzin} {*neuszin}

# Iets raakt kwijt en wordt teruggevonden.

meegenomen
    - Hij/zij had {een *uiterlijk *ding} bij zich.
    - {held} had {zijn *uiterlijk *ding} meegenomen.
    - {zijn *uiterlijk *ding} ging ook mee.

spelen
    - Eerst {*gebruik}. {*verlies} {*zoeken}
    - {*verlies} {*zoeken}

verlies
    - Maar opeens was {de ding} weg.
    - Maar toen was {de uiterlijk ding} verdwenen.
    - ‘Waar is {mijn ding}?’ riep {held} opeens.

zoeken
    - Hij/zij zocht {!plek} {*bij_plek} {de plek}, maar daar lag niets. {*terug}
    - Hij/zij keek {!plek} {*bij_plek} {de plek}, maar daar zat alleen {een *dier}. {*terug}
    - {*terug}

terug
    - Gelukkig zag {zijn metgezel} {de uiterlijk ding} {!hoek} {*bij_hoek} {de hoek} liggen. {*slot_kwijt}
    - ‘{hij/het ding} ligt {!hoek} {*bij_hoek} {de hoek}!’ riep {zijn metgezel}. {*slot_kwijt}
    - Gelukkig had {de *persoon} {de ding} gevonden. {*slot_kwijt}
    - {!hoek} {*bij_hoek} {de hoek} vond {held} {de uiterlijk ding} terug. {*slot_kwijt}

slot_kwijt
    - Die nacht sliep {held} met {de ding} naast het bed.
    - Blij nam {held} {de uiterlijk ding} mee naar huis.
    - Daarna liet hij/zij {de ding} niet meer los.
    - {*slot}

# Iemand anders heeft iets verloren.

tafereel
    - {de *persoon} {*werkte}.
    - Daar was {de *persoon} druk aan het werk.
    - Daar stond {de *persoon}.

vinding
    - Opeens zag {held} {!plek} {*bij_plek} {een plek} {een *staat *vondst}. {*vraag}
    - {!plek} {*bij_plek} {een plek} vond {held} {een *staat *vondst}. {*vraag}
    - ‘Ik ben {mijn *vondst} kwijt!’ riep {de persoon}. {*meezoeken}

meezoeken
    - {!plek} {*bij_plek} {de plek} vond {held} {de vondst}. {*dank}

vraag
    - ‘Van wie is {deze vondst}?’ vroeg hij/zij. {*teruggeven}
    - ‘{die vondst} is van {de persoon}!’ riep {zijn metgezel}. {*teruggeven}
    - {*teruggeven}
    - {*teruggeven_ook}

teruggeven
    - Snel bracht {held} {de vondst} naar {de persoon}. {*dank}

teruggeven_ook
    - {held} gaf {de vondst} aan {de persoon}. {*dank}

dank
    - {de persoon} was blij en gaf hem/haar {een *smaak *beloning}. {*slot_gevonden}
    - Als dank kreeg {held} {een *smaak *beloning}. {*slot_gevonden}
    - ‘Dank je wel, {held}!’ zei {de persoon}.
    - ‘Wat ben ik blij!’ zei {de persoon}.

slot_gevonden
    bij beloning appel of peer of koek of broodje:
    - Onderweg naar huis at hij/zij {de beloning} op.
    - {de beloning} deelde hij/zij met {zijn metgezel}.
    bij beloning tulp of roos:
    - Thuis zette hij/zij {de beloning} in een vaas.
    - {de beloning} gaf hij/zij aan {zijn metgezel}.
    bij beloning tulp of roos of appel of peer of koek of broodje:
    - {*slot}

# Een dier heeft hulp nodig.

gehoord
    - {!plek} {!dier} Opeens hoorde hij/zij {*bij_plek} {een plek} iets {*geluid}.
    - {!plek} {!dier} {*bij_plek} {een plek} hoorde {held} iets {*geluid}.
    - {!plek} {!dier} ‘Ik hoor iets {*geluid} {*bij_plek} {de plek}!’ zei {zijn metgezel}.

nood
    - Daar zat {een *aard dier} vast in {een *strik}. {*bevrijden} {*voeren}
    - Het was {een *aard dier} met een zere {*lijf}. {*verzorgen} {*voeren}
    - Daar zat {een *aard dier} helemaal alleen. {*troosten} {*voeren}

bevrijden
    - Voorzichtig maakte {held} {de strik} los.
    - Met een schaar knipte {zijn metgezel} {de strik} door.

verzorgen
    - Voorzichtig deed {held} een verband om de {lijf}.
    - Voorzichtig waste {zijn metgezel} de {lijf} schoon.

troosten
    - Samen zochten ze de moeder van {de dier}.
    - Voorzichtig aaide {held} {de dier}.

voeren
    - Daarna gaf hij/zij {de dier} {*voer}. {*vertrek}
    - {*vertrek}

vertrek
    - Even later {*bewoog} {de dier} blij weg.
    - {de dier} {*geluidde} nog een keer en {*bewoog} toen weg. {*slot_dier}
    - Toen {*bewoog} {de dier} rustig verder. {*slot_dier}

slot_dier
    - In bed dacht {held} nog lang aan {de dier}.
    - ‘Dag, {dier}!’ riep {held}.
    - {*slot}

# Wat alleen bij dit weer kan: picknicken, in plassen springen, vliegeren, een sneeuwpop maken.

picknick
    - {zijn metgezel} had {*hap} en {*fruit} meegenomen.
    - In hun mand zaten {*hap} en {*fruit}.

hap
    mv broodjes, mv wafels, mv worstjes, mv koekjes

fruit
    mv druiven, mv kersen, mv bananen, mv peren

roof
    - Maar {een *streek *dief} pakte {de hap} en was meteen weg. {*over_fruit}
    - Maar {een *streek *dief} at stiekem {de fruit} op. {*over_hap}

dief
    bij plaats natuur: de eekhoorn, het konijn, de hond
    bij plaats water: de meeuw, de kat, de hond
    bij plaats land: de geit, het veulen, de hond
    bij plaats stad: de kat, de duif, de hond

streek
    brutaal|brutale, hongerig|hongerige, slim|slimme

over_fruit
    - ‘Dan eten we {de fruit}!’ lachte {zijn metgezel}. {*slot}
    - Gelukkig had {held} {de fruit} nog. {*slot}

over_hap
    - ‘Dan eten we {de hap}!’ lachte {zijn metgezel}. {*slot}
    - Gelukkig had {held} {de hap} nog. {*slot}

plassen
    - Samen sprongen ze in de plassen.
    - {held} zag een diepe plas en sprong erin.
    - ‘Wie springt het hoogst?’ vroeg {zijn metgezel}.

val
    - Maar toen gleed {held} uit. {*vies}
    - Maar opeens viel {held} in de modder. {*vies}

vies
    - {zijn kleding} {was/was/waren kleding} helemaal bruin. {*schoon}
    - ‘{mijn kleding} {is/is/zijn kleding} vies!’ riep hij/zij. {*schoon}

schoon
    - Thuis waste {held} alles schoon.
    - {zijn metgezel} lachte en hielp hem/haar overeind. {*slot}

vliegeren
    - Samen lieten ze {een *tint *waaier} op.
    - {zijn metgezel} had {een *tint *waaier} gemaakt.

waaier
    de vlieger, de ballon, het vliegtuigje

tint
    wit|witte, oranje|oranje, roze|roze, gestreept|gestreepte

hangen
    - Maar {de waaier} bleef hangen {*hoogte}. {*losmaken}
    - Maar de wind blies {de tint waaier} {*hoogte}. {*losmaken}

hoogte
    in een boom, op een dak, in een hoge heg

losmaken
    - {zijn metgezel} pakte {de waaier} met een lange stok. {*slot_wind}
    - Gelukkig kon {held} goed klimmen. {*slot_wind}

slot_wind
    - Even later danste {de tint waaier} weer door de lucht.
    - {held} hield {de waaier} nu stevig vast. {*slot}

sneeuwzin
    - Samen maakten ze {een *maat *sneeuwpop}.
    - ‘Zullen we {een *maat *sneeuwpop} maken?’ vroeg {held}.

sneeuwpop
    de sneeuwpop, de sneeuwman, de sneeuwbeer, het sneeuwpaard

maat
    groot|grote, dik|dikke, hoog|hoge, scheef|scheve

neuszin
    - {een *neus} werd de neus. {*diefstal}
    - {de sneeuwpop} kreeg {een *neus} als neus. {*diefstal}

neus
    de wortel, de dennenappel, de aardappel, de kastanje

diefstal
    - Maar {een *streek *dief} pakte {de neus} en was meteen weg. {*nieuwe_neus}
    - {held} gaf {de sneeuwpop} ook {zijn kleding}. {*warm}

nieuwe_neus
    - Gelukkig had {zijn metgezel} nog {een neus}. {*slot}
    - Snel zocht {held} een andere neus. {*slot}

warm
    - Zo had {de sneeuwpop} het lekker warm.
    - ‘Dag, {maat sneeuwpop}!’ riep {zijn metgezel}.

# Zo kan elk uitstapje eindigen.

slot
    - Thuis dronken ze {*drankje}.
    - Thuis aten ze {*maaltijd}.
    - Thuis ruimde {held} {zijn kleding} op.
    - Moe maar blij gingen ze naar huis.
    - ‘Morgen gaan we weer naar {de plaats}!’ riep {held}.
    - Die avond vertelde {held} alles aan {zijn *luisteraar}.

luisteraar
    bij metgezel vader: de moeder
    bij metgezel moeder: de vader
    bij metgezel opa of oma of broer of zus of oom of tante: de vader, de moeder

# ---------------------------------------------------------------- plekken

bij_plek
    bij plek eik of bank of brug of parasol of visnet of trekker of wilg of kraam of glijbaan of trap: onder
    bij plek struik of standbeeld of poort of zandkasteel of ton of hooiberg of hek of krat of klimrek of kerk: achter
    bij plek boomstronk of fontein of toren of vuurtoren of anker of kruiwagen of molen of bakfiets: naast
    bij plek schommel of brievenbus: naast

plek
    bij plaats bos: de eik, de struik, de boomstronk
    bij plaats park: de bank, het standbeeld, de fontein
    bij plaats kasteel: de brug, de poort, de toren
    bij plaats strand: de parasol, het zandkasteel, de vuurtoren
    bij plaats haven: het visnet, de ton, het anker
    bij plaats boerderij: de trekker, de hooiberg, de kruiwagen
    bij plaats wei: de wilg, het hek, de molen
    bij plaats markt: de kraam, het krat, de bakfiets
    bij plaats speeltuin: de glijbaan, het klimrek, de schommel
    bij plaats dorp: de trap, de kerk, de brievenbus

bij_hoek
    achter, naast

hoek
    bij plaats bos: de paddenstoel, de beukenboom
    bij plaats park: de rozenstruik, de vijver
    bij plaats kasteel: het kanon, de put
    bij plaats strand: de handdoek, het badhokje
    bij plaats haven: het zeil, de loods
    bij plaats boerderij: de ladder, het kippenhok
    bij plaats wei: de drinkbak, de sloot
    bij plaats markt: de weegschaal, de bloembak
    bij plaats speeltuin: de heg, het hobbelpaard
    bij plaats dorp: de bushalte, de lantaarn

# ---------------------------------------------------------------- dingen van de hoofdpersoon

ding
    bij plaats bos: het kompas, de zaklamp, de verrekijker
    bij plaats park: de bal, de step, het bootje
    bij plaats kasteel: het zwaard, het schild, de kroon
    bij plaats strand: de emmer, de schep, de vlieger
    bij plaats haven: het bootje, de hengel, de verrekijker
    bij plaats boerderij: de pop, de camera, het schetsboek
    bij plaats wei: de fluit, de vlieger, het boek
    bij plaats markt: de portemonnee, het horloge, de tas
    bij plaats speeltuin: de bal, het springtouw, de pop
    bij plaats dorp: de step, het boek, de camera

uiterlijk
    bij ding bal of vlieger of emmer of schep of step of bootje of springtouw: nieuw|nieuwe, groot|grote, klein|kleine
    bij ding kompas of horloge of camera of verrekijker of zaklamp: nieuw|nieuwe, klein|kleine, zwart|zwarte
    bij ding pop of fluit of hengel of portemonnee of tas: nieuw|nieuwe, klein|kleine, oud|oude
    bij ding boek of schetsboek: nieuw|nieuwe, dik|dikke, mooi|mooie
    bij ding zwaard of schild of kroon: houten|houten, glimmend|glimmende, mooi|mooie

gebruik
    bij ding bal: gooide hij/zij {de ding} hoog in de lucht, schopte hij/zij tegen {de ding}
    bij ding vlieger: liet hij/zij {de ding} op
    bij ding emmer: vulde hij/zij {de ding} met zand
    bij ding schep: groef hij/zij met {de ding} een kuil
    bij ding step: reed hij/zij rond op {de ding}
    bij ding bootje: liet hij/zij {de ding} varen
    bij ding springtouw: sprong hij/zij met {de ding}
    bij ding pop: speelde hij/zij met {de ding}
    bij ding camera: maakte hij/zij met {de ding} een foto
    bij ding schetsboek: tekende hij/zij in {de ding}
    bij ding boek: las hij/zij in {de ding}
    bij ding portemonnee: telde hij/zij het geld in {de ding}
    bij ding tas: droeg hij/zij {de ding} op zijn/haar rug
    bij ding horloge: keek hij/zij op {de ding}
    bij ding verrekijker: keek hij/zij door {de ding}
    bij ding kompas: zocht hij/zij met {de ding} het noorden
    bij ding zaklamp: scheen hij/zij met {de ding} in het donker
    bij ding hengel: viste hij/zij met {de ding}
    bij ding fluit: blies hij/zij op {de ding}
    bij ding zwaard: zwaaide hij/zij met {de ding}
    bij ding schild: speelde hij/zij ridder met {de ding}
    bij ding kroon: danste hij/zij met {de ding} op

# ---------------------------------------------------------------- mensen

persoon
    bij plaats bos: de boswachter
    bij plaats park: de tuinman
    bij plaats kasteel: de kok
    bij plaats strand: de strandwacht
    bij plaats haven: de kapitein
    bij plaats boerderij: de boer, de boerin
    bij plaats wei: de herder
    bij plaats markt: de bakker, de bloemist
    bij plaats speeltuin: de juf
    bij plaats dorp: de postbode

werkte
    bij persoon boswachter: telde de bomen
    bij persoon tuinman: harkte de bladeren
    bij persoon kok: kookte soep
    bij persoon strandwacht: keek over de zee
    bij persoon kapitein: poetste het schip
    bij persoon boer: molk de koeien
    bij persoon boerin: voerde de kippen
    bij persoon herder: telde de schapen
    bij persoon bakker: verkocht brood
    bij persoon bloemist: verkocht bloemen
    bij persoon juf: voetbalde met de kinderen
    bij persoon postbode: bracht de brieven rond

vondst
    bij persoon boswachter: de zaklamp, de hoed
    bij persoon tuinman: de hark, de gieter
    bij persoon kok: de lepel, het recept
    bij persoon strandwacht: de fluit, het horloge
    bij persoon kapitein: het kompas, de verrekijker
    bij persoon boer: de klomp, de hooivork
    bij persoon boerin: de mand, de ring
    bij persoon herder: de stok, de hoed
    bij persoon bakker: het schort, de mand
    bij persoon bloemist: de gieter, het lint
    bij persoon juf: de fluit, de sleutel
    bij persoon postbode: de tas, de sleutel

staat
    oud|oude, mooi|mooie, klein|kleine, vies|vieze

beloning
    bij persoon bakker of kok: het broodje, de koek
    bij persoon bloemist of tuinman: de tulp, de roos
    bij persoon boswachter of strandwacht of boer of boerin of herder: de appel, de peer
    bij persoon kapitein of juf of postbode: de koek, de appel

smaak
    bij beloning appel of peer: sappig|sappige, rijp|rijpe
    bij beloning broodje of koek: lekker|lekkere, vers|verse
    bij beloning tulp of roos: mooi|mooie, wit|witte

# ---------------------------------------------------------------- dieren

dier
    bij plaats natuur: de egel, de eekhoorn, het konijn, de uil, de merel
    bij plaats water: de zeehond, de meeuw, de krab, de eend, de zwaan
    bij plaats land: het lam, het veulen, het kalf, de geit, de ezel, het kuiken
    bij plaats stad: de hond, de kat, de duif, de muis

aard
    klein|kleine, jong|jonge, lief|lieve, bang|bange

geluid
    bij dier egel: snuiven
    bij dier eekhoorn of muis of kuiken: piepen
    bij dier konijn: stampen
    bij dier zeehond: huilen
    bij dier meeuw: krijsen
    bij dier krab: tikken
    bij dier eend: kwaken
    bij dier zwaan: blazen
    bij dier hond: blaffen
    bij dier kat: miauwen
    bij dier duif: koeren
    bij dier merel: fluiten
    bij dier uil: krassen
    bij dier geit: mekkeren
    bij dier lam: blaten
    bij dier veulen: hinniken
    bij dier kalf: loeien
    bij dier ezel: balken

geluidde
    bij dier egel: snoof
    bij dier eekhoorn of muis of kuiken: piepte
    bij dier konijn: stampte
    bij dier zeehond: huilde
    bij dier meeuw: krijste
    bij dier krab: tikte
    bij dier eend: kwaakte
    bij dier zwaan: blies
    bij dier hond: blafte
    bij dier kat: miauwde
    bij dier duif: koerde
    bij dier merel: floot
    bij dier uil: kraste
    bij dier geit: mekkerde
    bij dier lam: blaatte
    bij dier veulen: hinnikte
    bij dier kalf: loeide
    bij dier ezel: balkte

bewoog
    bij dier egel of krab of muis: kroop
    bij dier eekhoorn: klom
    bij dier konijn: huppelde
    bij dier zeehond of eend of zwaan: zwom
    bij dier meeuw of duif of merel of uil: vloog
    bij dier hond of kat of lam of veulen: rende
    bij dier kuiken of geit of kalf of ezel: stapte

lijf
    bij dier meeuw of duif of merel of uil of eend of zwaan: vleugel
    bij dier egel of eekhoorn of konijn of krab of hond of kat of lam of veulen of muis: poot
    bij dier kuiken of geit of kalf of ezel: poot
    bij dier zeehond: vin

strik
    het touw, het net, de slinger

voer
    bij dier egel of merel of kuiken: een worm
    bij dier eekhoorn of muis: een nootje
    bij dier duif: wat kruimels
    bij dier konijn of veulen of ezel: een wortel
    bij dier zeehond of meeuw of krab of kat: een visje
    bij dier eend of zwaan: wat graan
    bij dier hond: een bot
    bij dier geit of lam of kalf: wat gras
    bij dier uil: een kever

# ---------------------------------------------------------------- thuis iets maken

thuis
    - {*dag} wilde {*held} met {zijn *metgezel} {een *product} {*maken}. {*begin}
    - Het was {*moment} en {*held} wilde met {zijn *metgezel} {een *product} {*maken}. {*begin}

product
    eten: de taart, het brood, mv pannenkoeken, de soep, de pizza
    speelgoed: de vlieger, de hut, de zeepkist, het poppenhuis
    tuin: het vogelhuisje

maken
    bij product taart of brood of pannenkoeken of pizza: bakken
    bij product soep: koken
    bij product vlieger of poppenhuis: knutselen
    bij product hut of zeepkist: bouwen
    bij product vogelhuisje: timmeren

begin
    - Eerst {*stap}. {*tekort}
    - Samen {*stap}. {*tekort}
    - {*tekort}

stap
    bij product taart of pannenkoeken: klopten ze het beslag
    bij product brood of pizza: kneedden ze het deeg
    bij product soep: sneden ze de groente
    bij product vlieger: knipten ze een lange staart
    bij product hut: zochten ze een goede plek
    bij product zeepkist of vogelhuisje: zaagden ze de planken
    bij product poppenhuis: plakten ze de muren

tekort
    - Maar {de *spul} {was/was/waren spul} op. {*halen}
    - ‘{de *spul} {is/is/zijn spul} op!’ riep {zijn metgezel}. {*halen}

spul
    bij product taart: de suiker, de slagroom, mv aardbeien
    bij product brood: het zout, de gist, mv rozijnen
    bij product pannenkoeken: de melk, de stroop, mv eieren
    bij product soep: de prei, mv wortels, mv tomaten
    bij product pizza: de kaas, de ham, mv tomaten
    bij product vlieger: het papier, de lijm, het touw
    bij product hut: mv takken, mv dekens, het touw
    bij product zeepkist: mv wielen, mv schroeven, de verf
    bij product poppenhuis: het karton, de lijm, de verf
    bij product vogelhuisje: mv spijkers, het hout, de verf

halen
    - {held} leende snel {spul} bij {de *buur}. {*klaar}
    - Gelukkig had {de *buur} nog {spul}. {*klaar}
    - Snel haalde {held} {spul} in de winkel. {*klaar_alleen}

buur
    de buurman, de buurvrouw, het buurmeisje, de buurjongen

klaar
    - Een uur later {was/was/waren product} {de product} klaar. {*slot_buur}
    bij product eten:
    - Even later aten ze {de product} op met {de buur}.
    bij product speelgoed of tuin:
    - Trots liet {held} {de product} aan {de buur} zien.

slot_buur
    bij product eten:
    - {de buur} kreeg het grootste stuk.
    - ‘Eet smakelijk!’ riep {de buur}.
    bij product speelgoed of tuin:
    - ‘Wat mooi!’ riep {de buur}.
    - {de buur} mocht als eerste kijken.

klaar_alleen
    - Een uur later {was/was/waren product} {de product} klaar. {*slot_alleen}
    bij product eten:
    - Even later aten ze samen {de product} op.
    bij product speelgoed of tuin:
    - Toen maakten ze {de product} snel af.

slot_alleen
    bij product eten:
    - {zijn metgezel} nam het grootste stuk.
    - Het hele huis rook naar {product}.
    bij product speelgoed of tuin:
    - {held} was heel trots.
    - ‘Dat hebben we goed gedaan!’ zei {zijn metgezel}.
"""
