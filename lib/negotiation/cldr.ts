/**
 * What CLDR 48 says of languages, written by `scripts/cldr.js`. Data alone: what it means stands in the two files that read it.
 *
 * @see https://www.unicode.org/reports/tr35/#Likely_Subtags
 * @see https://www.unicode.org/reports/tr35/#LanguageMatching
 */

/*
 * UNICODE LICENSE V3
 *
 * COPYRIGHT AND PERMISSION NOTICE
 *
 * Copyright © 2004-2026 Unicode, Inc.
 *
 * NOTICE TO USER: Carefully read the following legal agreement. BY
 * DOWNLOADING, INSTALLING, COPYING OR OTHERWISE USING DATA FILES, AND/OR
 * SOFTWARE, YOU UNEQUIVOCALLY ACCEPT, AND AGREE TO BE BOUND BY, ALL OF THE
 * TERMS AND CONDITIONS OF THIS AGREEMENT. IF YOU DO NOT AGREE, DO NOT
 * DOWNLOAD, INSTALL, COPY, DISTRIBUTE OR USE THE DATA FILES OR SOFTWARE.
 *
 * Permission is hereby granted, free of charge, to any person obtaining a
 * copy of data files and any associated documentation (the "Data Files") or
 * software and any associated documentation (the "Software") to deal in the
 * Data Files or Software without restriction, including without limitation
 * the rights to use, copy, modify, merge, publish, distribute, and/or sell
 * copies of the Data Files or Software, and to permit persons to whom the
 * Data Files or Software are furnished to do so, provided that either (a)
 * this copyright and permission notice appear with all copies of the Data
 * Files or Software, or (b) this copyright and permission notice appear in
 * associated Documentation.
 *
 * THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY
 * KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
 * MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF
 * THIRD PARTY RIGHTS.
 *
 * IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE
 * BE LIABLE FOR ANY CLAIM, OR ANY SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES,
 * OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS,
 * WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
 * ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THE DATA
 * FILES OR SOFTWARE.
 *
 * Except as contained in this notice, the name of a copyright holder shall
 * not be used in advertising or otherwise to promote the sale, use or other
 * dealings in these Data Files or Software without prior written
 * authorization of the copyright holder.
 *
 * SPDX-License-Identifier: Unicode-3.0
 */

/** The likely script and region of languages. */
export const LIKELY =
  'Latn-ET:aa,gax,hae,om,sid Latn-IT:aae,fur,it,lij,lld,lmo,mhn,pms,sc,scn,sdc,sdn,sro,vec Arab-DZ:aao,arq Grek-GR:aat,el Cyrl-GE:ab,os ' +
  'Arab-TJ:abh Arab-BH:abv Latn-UG:ach,cgg,lg,lsm,nyn,teo,xog Arab-IQ:acm,ayp,ckb Arab-YE:acq,ayh,ayn Arab-SA:acw,ars Arab-OM:acx,adf ' +
  'Latn-CY:acy Arab-TN:aeb Arab-EG:aec,ar,arz,avl Latn-ZA:af,nr,nso,ss,st,tn,ts,ve,xh,zu Arab-KW:afb Latn-CM:agq,bas,bss,dua,ewo,jgo,ken,kkj,' +
  'ksf,mgo,mua,nmg,nnh,yav Syrc-IQ:aii,syr Latn-GH:ak,ee,gaa Latn-XK:aln Ethi-ET:am,gez,ti,wal Latn-ES:an,ast,ca,es,eu,gl Latn-NG:ann,cch,' +
  'fuv,ha,ig,kaj,kcg,pcm,yo Arab-SY:apc Arab-SD:apd Latn-CL:arn Arab-MA:ary Beng-IN:as,mni Latn-TZ:asa,bez,jmc,kde,ksb,lag,rof,rwk,sbp,sw,' +
  'vun Arab-UZ:auz Latn-BO:ay,gnw,gui,qul Arab-LY:ayl Latn-AZ:az Arab-IR:azb,bqi,fa,lrc,mzn,sdh Cyrl-RU:ba,bua,ce,cu,cv,mdf,myv,ru,sah,tt,' +
  'tyv Arab-PK:bal,bgn,pst,sd,skr,trw,ur Cyrl-BY:be Latn-ZM:bem,loz Latn-ID:bew,bjn,btj,bve,bvu,dup,hji,id,jax,jv,kvb,kvr,lce,lcf,liw,max,' +
  'mfb,min,mqg,mui,pel,pse,su,vkk,vkt,xmm Cyrl-BG:bg Deva-IN:bgc,bho,brx,doi,hi,knn,kok,mai,mr,raj,sa,xnr Latn-MG:bhr,bmm,bzc,mg,msh,skg,tdx,' +
  'tkg,txy,xmv,xmw Latn-BJ:blo,fue Tavt-VN:blt Latn-ML:bm,ffm,khq,ses Beng-BD:bn Tibt-CN:bo Latn-FR:br,co,fr,oc Latn-BA:bs Ethi-ER:byn,tig ' +
  'Latn-US:cad,cho,cic,en,haw,lkt,mus,nv Cakm-BD:ccp Hans-CN:cdo,cjy,cnp,csp,czh,gan,hak,hnm,hsn,luh,nan,sjc,wuu,zh Latn-PH:ceb,fil ' +
  'Cher-US:chr Latn-AU:coa,wbp Copt-EG:cop Latn-CN:cpx,mnp,za Latn-SC:crs Latn-CZ:cs Cans-CA:csw,iu Latn-GB:cy,gd,kw,pi Latn-DK:da ' +
  'Latn-KE:dav,ebu,enb,eyo,guz,ida,kam,ki,kln,lkb,lko,lks,lri,lrm,lto,lts,luo,luy,lwg,mas,mer,niq,nle,nyd,oki,orc,pko,rag,saq,sgc,tec,tuy ' +
  'Latn-DE:de,dsb,frr,hsb,ksh,nds Latn-NE:dje,fuh,fuq,twq Deva-NP:dty,ne,suz Thaa-MV:dv Latn-SN:dyo,ff,wo Tibt-BT:dz Latn-001:eo,ia,io,jbo,' +
  'tok,vo Latn-EE:et,ie,vro Latn-FI:fi,smn,sms Latn-FO:fo Arab-CM:fub Latn-GN:fuf,gkp Latn-TD:fui Latn-NL:fy,nl Latn-IE:ga Latn-PY:gn,nhd ' +
  'Latn-CH:gsw,rm,wae Gujr-IN:gu Latn-BR:gun,kgp,pt,yrl Latn-IM:gv Hebr-IL:he Hmnp-US:hnj,mww Latn-HR:hr Latn-HT:ht Latn-HU:hu Armn-AM:hy ' +
  'Yiii-CN:ii Latn-CA:ikt,mic,moh,oka Latn-IS:is Jpan-JP:ja Latn-MY:jak,meo,ms,msi,orn,ors,tmw,zlm,zmi Geor-GE:ka Cyrl-UZ:kaa Latn-DZ:kab ' +
  'Latn-CV:kea Latn-GT:kek,quc Latn-CD:kg,ln,lu,lua Cyrl-KZ:kk Latn-GL:kl Khmr-KH:km Knda-IN:kn Kore-KR:ko Latn-LR:kpe Latn-SL:kri ' +
  'Arab-IN:ks Latn-TR:ku,lzz,tr Latn-BN:kxd Latn-IN:kxv Cyrl-KG:ky Latn-VA:la Latn-LU:lb Laoo-LA:lo Latn-LT:lt,sgs Latn-LV:ltg,lv ' +
  'Hant-CN:lzh Arab-TH:mfa Latn-MU:mfe Latn-MZ:mgh,seh,vmw Latn-NZ:mi Cyrl-MK:mk Mlym-IN:ml Cyrl-MN:mn Latn-MT:mt Mong-CN:mvf Mymr-MM:my,shn ' +
  'Latn-NA:naq Latn-NO:nb,nn,no,se Latn-ZW:nd,sn Nkoo-GN:nqo Latn-SS:nus,pga Latn-MW:ny,tum Orya-IN:or,spv Osge-US:osa Guru-IN:pa ' +
  'Latn-CW:pap Arab-AF:pbt,ps,uzs Latn-SB:pis Latn-PL:pl,prg,szl Latn-PE:qu,qub,quf,quk,qup,qur,qux,quy,qva,qvc,qve,qvh,qvl,qvm,qvn,qvo,qvp,' +
  'qvs,qvw,qwa,qwc,qwh,qws,qxa,qxc,qxh,qxn,qxo,qxp,qxt,qxu,qxw Latn-EC:qud,qug,quw,qvi,qvj,qvz,qxl,qxr Latn-AR:qus Rohg-MM:rhg Latn-MA:rif,' +
  'tzm Latn-BI:rn Latn-RO:ro Latn-RW:rw Olck-IN:sat Latn-CF:sg Tfng-MA:shi,zgh Arab-TD:shu Sinh-LK:si Latn-SK:sk Latn-SI:sl Latn-SE:sma,smj,' +
  'sv Latn-SO:so Latn-AL:sq Cyrl-RS:sr Arab-AE:ssh Latn-ER:ssy Taml-IN:ta Telu-IN:te Cyrl-TJ:tg Thai-TH:th,urk Latn-TM:tk Latn-TO:to ' +
  'Latn-PG:tpi Latn-TW:trv Arab-CN:ug Cyrl-UA:uk Latn-UZ:uz Vaii-LR:vai Latn-VN:vi Latn-BE:wa Hebr-UA:yi Hebr-DE:yih Hant-HK:yue'

/** By language: the script that is likely in a region, the region that is likely for a script. */
export const LIKELY_PARTS =
  'az:Arab-IR,IQ-Arab,IR-Arab,RU-Cyrl cu:Glag-BG en:Shaw-GB ff:Adlm-GN ha:CM-Arab,SD-Arab hak:Hant-TW,TW-Hant hnj:Hmng-LA kk:AF-Arab,Arab-CN,' +
  'CN-Arab,IR-Arab,MN-Arab ku:AM-Cyrl,Arab-IQ,AZ-Cyrl,Cyrl-AM,GE-Cyrl,IQ-Arab,IR-Arab,LB-Arab,TM-Cyrl,Yezi-GE ky:Arab-CN,CN-Arab,Latn-TR,' +
  'TR-Latn lzz:GE-Geor,Geor-GE mn:CN-Mong,Mong-CN ms:CC-Arab nan:Hant-TW,MO-Hant,TW-Hant pa:Arab-PK,PK-Arab pi:Deva-IN,IN-Deva,LK-Sinh,' +
  'MM-Mymr,Mymr-MM,Sinh-LK,TH-Thai,Thai-TH sd:Deva-IN,IN-Deva,Khoj-IN,Sind-IN sr:ME-Latn,RO-Latn,TR-Latn tg:Arab-PK,PK-Arab ug:Cyrl-KZ,' +
  'KZ-Cyrl,MN-Cyrl uz:AF-Arab,Arab-AF,CN-Cyrl yue:CN-Hans,Hans-CN zh:AU-Hant,BN-Hant,Bopo-TW,GB-Hant,GF-Hant,Hanb-TW,Hant-TW,HK-Hant,ID-Hant,' +
  'MO-Hant,PA-Hant,PF-Hant,PH-Hant,SR-Hant,TH-Hant,TW-Hant,US-Hant,VN-Hant'

/** The language that is likely where only a region, a script or both are known. */
export const LIKELY_LANGUAGES =
  'es:419,AR,BO,CL,CO,CR,CU,DO,EA,EC,ES,GQ,GT,HN,IC,MX,NI,PA,PE,PR,SV,UY,VE ca:AD ff:Adlm ar:AE,Arab,BH,DZ,EG,EH,IQ,JO,KM,KW,LB,LY,MA,MR,OM,' +
  'PS,QA,SA,SD,SS,SY,TD,TN,YE fa:AF,Arab-AF,Arab-IR,Arab-TJ,IR sq:AL,Elba,Latn-MK,Todr,Vith,XK hy:AM,Armn pt:AO,BR,CV,GW,MZ,PT,ST,TL ' +
  'az:Arab-AZ,AZ,Cyrl-AZ ms:Arab-BN,Arab-CC,Arab-ID,BN,CC,MY ug:Arab-CN ur:Arab-GB,Arab-IN,Arab-MU,Arab-PK,PK rhg:Arab-MM,Rohg kk:Arab-MN ' +
  'ha:Arab-NG,NE mfa:Arab-TH apc:Arab-TR de:AT,CH,DE,LI nl:AW,BE,NL,SR sv:AX,SE bs:BA bn:BD,Beng fr:BF,BJ,BL,Brai,CD,CG,CI,CM,DJ,Dupl,FR,GA,' +
  'GF,GN,GP,Latn-DZ,Latn-KM,Latn-MA,Latn-MR,Latn-TD,Latn-TN,LU,MC,MF,MQ,MU,NC,PF,PM,RE,SC,TF,TG,WF,YT bg:BG,Cyrl-BG,Cyrl-RO sa:Bhks,Gran,' +
  'Nand,Shrd,Sidd,Tutg rn:BI zh:Bopo,CN,Hanb,Hani,Hans,Hant,HK,MO,TW pap:BQ,CW dz:BT,Tibt-BT no:BV ru:BY,Cyrl,KZ,RU ccp:Cakm iu:Cans sg:CF ' +
  'chr:Cher cop:Copt el:CY,GR,Grek kaa:Cyrl-AF,Cyrl-IR mk:Cyrl-AL,Cyrl-GR,Cyrl-MK,MK sr:Cyrl-BA,Cyrl-ME,Cyrl-RS,Cyrl-XK,ME,RS ab:Cyrl-GE ' +
  'ky:Cyrl-KG,KG uk:Cyrl-MD,Cyrl-SK,Cyrl-UA,UA mn:Cyrl-MN,MN,Mong tg:Cyrl-TJ,TJ uz:Cyrl-UZ,UZ cs:CZ hi:Deva,IN,Mahj ne:Deva-BT,Deva-NP,NP ' +
  'bho:Deva-MU,Kthi dv:Diak,MV,Thaa da:DK doi:Dogr,Takr et:EE ti:ER,Ethi-ER am:ET,Ethi fi:FI fo:FO wo:Gara,SN ka:GE,Geor ak:GH kl:GL cu:Glag ' +
  'gu:Gujr pa:Guru ko:Hang,Jamo,Kore,KP,KR yue:Hant-CA,Hant-CN he:Hebr,IL yi:Hebr-SE,Hebr-UA,Hebr-US ja:Hira,JP,Jpan,Kana hnj:Hmng,Hmnp-AU,' +
  'Hmnp-FR,Hmnp-GF,Hmnp-LA,Hmnp-MM,Hmnp-SR,Hmnp-TH mww:Hmnp hr:HR ht:HT hu:HU,Hung id:ID is:IS it:IT,SM,VA jv:Java sw:KE,TZ,UG km:KH,Khmr ' +
  'sd:Khoj,Sind kn:Knda lo:LA,Laoo en:Latn-AE,Latn-BD,Latn-BG,Latn-BT,Latn-CC,Latn-EG,Latn-ER,Latn-ET,Latn-GR,Latn-HK,Latn-IL,Latn-IN,' +
  'Latn-IQ,Latn-JO,Latn-KZ,Latn-LB,Latn-LK,Latn-MO,Latn-MV,Latn-NP,Latn-PK,Latn-SD,Latn-SS,Latn-TH,Latn-YE,Shaw tk:Latn-AF,Latn-IR,TM ' +
  'ku:Latn-AM,Latn-SY,Yezi za:Latn-CN tr:Latn-CY,TR trv:Latn-TW pl:Latn-UA,PL si:LK,Sinh st:LS lt:LT lv:LV bo:Marc,Tibt ro:MD,RO mg:MG bm:ML,' +
  'Nkoo-ML ml:Mlym my:MM,Mymr mr:Modi mt:MT mni:Mtei skr:Mult af:NA nb:NO,SJ sat:Olck or:Orya osa:Osge so:Osma,SO tpi:PG fil:PH,Tglg ' +
  'lzh:Phag gn:PY rw:RW sl:SI sk:SK su:Sund suz:Sunu syr:Syrc ta:Taml blt:Tavt te:Telu zgh:Tfng th:TH,Thai mai:Tirh to:TO vai:Vaii vi:VN ' +
  'ii:Yiii sn:ZW'

/** By what they are called now, other codes of languages; and of regions. */
export const LANGUAGE_ALIASES =
  'aa:aar ab:abk dz:adp,dzo af:afr apc:ajp aeb:ajt ak:aka,fat,tw,twi sq:alb,als,sqi am:amh ar:ara,arb an:arg hy:arm,hye as:asm ay:aym,ayr ' +
  'az:aze,azj ba:bak bm:bam eu:baq,eus bal:bcc be:bel bn:ben bho:bh,bih bzc:bjq bo:bod,tib bs:bos br:bre bg:bul my:bur,mya luy:bxk bua:bxr ' +
  'ca:cat cs:ces,cze ce:che zh:chi,cmn,zho cu:chu cv:chv syr:cld sa:cls,san sr-ME:cnr kw:cor co:cos cy:cym,wel da:dan de:deu,ger doi:dgo ' +
  'dv:div mn:drh,khk,mon fa-AF:drw,prs,tnf nl:dut,nld et:ekk,est el:ell,gre en:eng eo:epo ee:ewe fo:fao fa:fas,per,pes fi:fin fr:fra,fre ' +
  'fy:fry ff:fuc,ful om:gaz,orm ka:geo,kat gd:gla ga:gle gl:glg gv:glv kok:gom gn:grn,gug gu:guj,prp ht:hat ha:hau sr-Latn:hbs,sh he:heb,iw ' +
  'hi:hin hr:hrv,scr hu:hun ig:ibo is:ice,isl io:ido ii:iii iu:ike,iku ie:ile id:in,ind ia:ina it:ita jv:jav,jw yi:ji,ydd,yid ja:jpn kl:kal ' +
  'kn:kan ks:kas kk:kaz km:khm ki:kik rw:kin ky:kir ku:kmr,kur kg:kng,kon ko:kor lo:lao la:lat lv:lav,lvs ln:lin lt:lit lb:ltz lu:lub lg:lug ' +
  'mk:mac,mkd ml:mal mi:mao,mri mr:mar ms:may,msa,zsm mg:mlg,plt mt:mlt ro:mo,mol,ron,rum raj:mup nv:nav nr:nbl nd:nde ne:nep,npi nn:nno ' +
  'nb:nob no:nor ny:nya oc:oci or:ori,ory os:oss pa:pan ps:pbu,pus pi:pli pl:pol pt:por qu:que,quz rm:roh rn:run ru:rus sg:sag sr:scc,srp ' +
  'si:sin sk:slk,slo sl:slv se:sme sn:sna sd:snd so:som st:sot es:spa kln:spy sc:src,srd ss:ssw su:sun sw:swa,swh sw-CD:swc sv:swe ta:tam ' +
  'tt:tat te:tel tg:tgk fil:tgl,tl th:tha ti:tir to:ton tn:tsn ts:tso tk:tuk tr:tur ug:uig uk:ukr ur:urd uz:uzb,uzn ve:ven vi:vie vo:vol ' +
  'wa:wln wo:wol xh:xho kpe:xpe yo:yor za:zha,zyb zu:zul'

export const REGION_ALIASES =
  'MM:BU KI:CT DE:DD BJ:DY FR:FX BF:HV UM:JT,MI,PU,WK VU:NH AQ:NQ PA:PZ EU:QU ZW:RH TL:TP GB:UK VN:VD YE:YD CD:ZR'

/** How far languages are from the one before the colon, for those who speak them. */
export const LANGUAGE_DISTANCES =
  'no-1:nb nb-1:no bs-4:hr,sh hr-4:bs,sh sh-4:bs,hr,sr sr-4:sh aa-4:ssy ssy-4:aa de-4:gsw,lb no-8:da da-8:no,nb nb-8:da ru-30:ab,az,hy,kk,ky,' +
  'mn,tg,tk,tt,uz en-30:ach,ak,am,bem,bn,ee,eo,gaa,ha,ia,ig,ka,km,kn,kri,lg,lo,loz,mfe,ml,mt,my,ne,nso,ny,nyn,om,or,pa,ps,rn,sd,si,sn,so,sq,' +
  'st,sw,ta,te,ti,tlh,tn,to,tum,ur,xh,yi,yo,zu en-20:af,chr,cy,ga,gd,haw,is,mi,pcm es-20:ay,ca,eu,gl,gn ur-20:bal ru-20:be hi-30:bh,gu,mr,sa ' +
  'zh-20:bo,ug,za fr-20:br,co,crs,ht,oc fil-30:ceb ar-30:ckb sk-20:cs cs-20:sk da-20:fo nl-20:fy id-20:jv,su fr-30:kg,ln,lua,mg,rw,wo ' +
  'tr-30:ku it-20:la,scn hi-20:mai id-30:ms nb-20:nn nn-20:nb,no no-20:nn es-30:qu de-20:rm ar-10:aao,abh,abv,acm,acq,acw,acx,acy,adf,aeb,' +
  'aec,afb,apc,apd,arq,ars,ary,arz,auz,avl,ayh,ayl,ayn,ayp,bbz,pga,shu,ssh az-10:azb et-10:vro ff-10:ffm,fub,fue,fuf,fuh,fui,fuq,fuv ' +
  'gn-10:gnw,gui,gun,nhd iu-10:ikt kln-10:enb,eyo,niq,oki,pko,sgc,tec,tuy kok-10:knn kpe-10:gkp luy-10:ida,lkb,lko,lks,lri,lrm,lsm,lto,lts,' +
  'lwg,nle,nyd,rag lv-10:ltg mg-10:bhr,bjq,bmm,bzc,msh,skg,tdx,tkg,txy,xmv,xmw mn-10:mvf ms-10:bjn,btj,bve,bvu,coa,dup,hji,id,jak,jax,kvb,' +
  'kvr,kxd,lce,lcf,liw,max,meo,mfa,mfb,min,mqg,msi,mui,orn,ors,pel,pse,tmw,urk,vkk,vkt,xmm,zlm,zmi ne-10:dty om-10:gax,hae,orc or-10:spv ' +
  'ps-10:pbt,pst qu-10:qub,qud,quf,qug,quh,quk,qul,qup,qur,qus,quw,qux,quy,qva,qvc,qve,qvh,qvi,qvj,qvl,qvm,qvn,qvo,qvp,qvs,qvw,qvz,qwa,qwc,' +
  'qwh,qws,qxa,qxc,qxh,qxl,qxn,qxo,qxp,qxr,qxt,qxu,qxw sc-10:sdc,sdn,sro sq-10:aae,aat,aln syr-10:aii uz-10:uzs yi-10:yih zh-10:cdo,cjy,cnp,' +
  'cpx,csp,czh,czo,gan,hak,hnm,hsn,luh,lzh,mnp,nan,sjc,wuu,yue'

/** Desired language and script, available language and script, distance. */
export const SCRIPT_DISTANCES =
  'am-Ethi-en-Latn:10 az-Latn-ru-Cyrl:10 bn-Beng-en-Latn:10 bo-Tibt-zh-Hans:10 hy-Armn-ru-Cyrl:10 ka-Geor-en-Latn:10 km-Khmr-en-Latn:10 ' +
  'kn-Knda-en-Latn:10 lo-Laoo-en-Latn:10 ml-Mlym-en-Latn:10 my-Mymr-en-Latn:10 ne-Deva-en-Latn:10 or-Orya-en-Latn:10 pa-Guru-en-Latn:10 ' +
  'ps-Arab-en-Latn:10 sd-Arab-en-Latn:10 si-Sinh-en-Latn:10 ta-Taml-en-Latn:10 te-Telu-en-Latn:10 ti-Ethi-en-Latn:10 tk-Latn-ru-Cyrl:10 ' +
  'ur-Arab-en-Latn:10 uz-Latn-ru-Cyrl:10 yi-Hebr-en-Latn:10 sr-Latn-sr-Cyrl:5 sr-Cyrl-sr-Latn:5 za-Latn-zh-Hans:10 zh-Hani-zh-Hans:20 ' +
  'zh-Hani-zh-Hant:20 ar-Latn-ar-Arab:20 bn-Latn-bn-Beng:20 gu-Latn-gu-Gujr:20 hi-Latn-hi-Deva:20 kn-Latn-kn-Knda:20 ml-Latn-ml-Mlym:20 ' +
  'mr-Latn-mr-Deva:20 ta-Latn-ta-Taml:20 te-Latn-te-Telu:20 zh-Latn-zh-Hans:20 ja-Latn-ja-Jpan:5 ja-Hani-ja-Jpan:5 ja-Hira-ja-Jpan:5 ' +
  'ja-Kana-ja-Jpan:5 ja-Hrkt-ja-Jpan:5 ja-Hira-ja-Hrkt:5 ja-Kana-ja-Hrkt:5 ko-Hani-ko-Kore:5 ko-Hang-ko-Kore:5 ko-Jamo-ko-Kore:5 ' +
  'ko-Jamo-ko-Hang:5'

/** The same with regions; `$` names a group of them, `$!` all others. The first that matches counts. */
export const REGION_DISTANCES =
  'ar-*-$maghreb-ar-*-$maghreb:4 ar-*-$!maghreb-ar-*-$!maghreb:4 ar-*-*-ar-*-*:5 en-*-$enUS-en-*-$enUS:4 en-*-$!enUS-en-*-GB:3 ' +
  'en-*-GB-en-*-$!enUS:3 en-*-$!enUS-en-*-$!enUS:4 en-*-*-en-*-*:5 es-*-$americas-es-*-$americas:4 es-*-$!americas-es-*-$!americas:4 ' +
  'es-*-*-es-*-*:5 pt-*-$americas-pt-*-$americas:4 pt-*-$!americas-pt-*-$!americas:4 pt-*-*-pt-*-*:5 zh-Hant-$cnsar-zh-Hant-$cnsar:4 ' +
  'zh-Hant-$!cnsar-zh-Hant-$!cnsar:4 zh-Hant-*-zh-Hant-*:5'

export const REGION_GROUPS =
  '$americas:019,021,BM,CA,GL,PM,US,013,BZ,CR,GT,HN,MX,NI,PA,SV,029,AG,AI,AW,BB,BL,BQ,BS,CU,CW,DM,DO,GD,GP,HT,JM,KN,KY,LC,MF,MQ,MS,PR,SX,TC,' +
  'TT,VC,VG,VI,AN,005,AR,BO,BR,BV,CL,CO,EC,FK,GF,GS,GY,PE,PY,SR,UY,VE,003,419 $cnsar:HK,MO $enUS:AS,CA,GU,MH,MP,PH,PR,UM,US,VI $maghreb:MA,' +
  'DZ,TN,LY,MR,EH'

/** Which of several are meant where nothing else tells them apart. */
export const PARADIGMS =
  'en,en-GB,es,es-419,pt-BR,pt-PT'

/** Where nothing else is said. */
export const DEFAULT_DISTANCES = { language: 80, script: 50, region: 4 }
