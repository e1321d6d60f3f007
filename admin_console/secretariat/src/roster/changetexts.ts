/** Words of changing one person of the roster. */
import { texts } from "@hemicycle/kit/i18n";

export const c = texts(
  {
    change: "更改",
    changeOf: (name: string, id: string) => `更改：${name} ${id}`,
    add: "增加一人",
    ways: "怎样更改",
    correct: "更正",
    replace: "由他人接替",
    remove: "移出名册",
    correctTitle: (name: string) => `更正 · ${name}`,
    replaceTitle: (name: string) => `接替 ${name}`,
    removeTitle: (name: string) => `移出名册 · ${name}`,
    addTitle: "增加一人",
    back: "返回名册",
    words: "写入前不改变任何内容",

    numberFixed:
      "代表证号不能更改：报到、请假和以往的记录都以它认人。号码有误时，先移出名册，再以正确的号码增加。",
    noSeat: "暂不安排",
    numberTaken: (name: string) => `此号已是${name}的`,
    seatTaken: (name: string) => `此席现由${name}使用，请先在“席位”中移开，或选空席`,
    errors: "请先改正标出的各处",

    replaceHow: (name: string) =>
      `${name}记为“终止”，留在名册中，以往的记录不变；接替的人用新的代表证号，从下一项表决起计入。`,
    removeHow: (name: string) =>
      `只用于录错的人。${name}若是离任或辞职，请用“更正”把状态改为“终止”，或用“由他人接替”。以往会议的记录不受影响。`,
    present: (name: string) =>
      `${name}已经报到。请先在“会场”为其登记离席，再更改席位、身份或状态，否则下一项表决不能开始；更改后重新报到。`,
    toHall: "去会场登记离席",
    elsewhere: "另一次会议正在进行：如果此人已在那里报到，请先登记离席。",

    follows: "随之而来",
    inOffice: (before: number, after: number) =>
      `在任代表由 ${before} 人变为 ${after} 人，应到、法定人数和过半数随之计算`,
    voting: "正在进行的表决不受影响：它的应到、实到和应表决人员在开始时已固定",
    cardEnds: "原报到证随即作废，请补发",
    lacksCard: "此人还没有报到证，请发证",
    toCards: "去发报到证",
    terminal: (place: string) => `${place}的终端继续使用，不必重新登记`,
    ballots: (name: string, numbers: string) =>
      `第 ${numbers} 项的名单上仍是“${name}”：名单不随名册更改，请主持人撤回该项，再重新起草`,
    toAgenda: "去议程",
    comma: "、",

    write: "写入更正",
    writeAdd: "写入名册",
    writeReplace: "写入接替",
    confirmReplace: (name: string) => `再按一次，${name}终止任职`,
    confirmRemove: (name: string) => `再按一次，把${name}移出名册`,
    confirmInOffice: (after: number) => `再按一次，在任代表变为 ${after} 人`,
    unchanged: "还没有更改",
    checking: "正在核对",
    written: (name: string) => `名册已更改：${name}`,
  },
  {
    change: "Change",
    changeOf: (name: string, id: string) => `Change ${name} ${id}`,
    add: "Add a person",
    ways: "What to do",
    correct: "Correct",
    replace: "Replace by another",
    remove: "Take out",
    correctTitle: (name: string) => `Correct · ${name}`,
    replaceTitle: (name: string) => `Replace ${name}`,
    removeTitle: (name: string) => `Take out · ${name}`,
    addTitle: "Add a person",
    back: "Back to the roster",
    words: "Nothing changes before it is written",

    numberFixed:
      "The number can't be changed: check-ins, leave and past records know a person by it. If it is wrong, take the person out and add them under the right one.",
    noSeat: "None for now",
    numberTaken: (name: string) => `This number is ${name}'s`,
    seatTaken: (name: string) =>
      `${name} has this seat. Move them away under “Seats” first, or choose a free one`,
    errors: "Correct what is marked first",

    replaceHow: (name: string) =>
      `${name} is marked as ended and stays in the roster, so that past records hold. The successor has a number of their own and counts from the next vote on.`,
    removeHow: (name: string) =>
      `Only for somebody who is here by mistake. If ${name} left office or resigned, set the status to “Ended” under “Correct”, or use “Replace by another”. Records of past sittings stay as they are.`,
    present: (name: string) =>
      `${name} is checked in. Record their departure in the hall before you change seat, role or status, or else no further vote can open; check them in again afterwards.`,
    toHall: "Record the departure",
    elsewhere:
      "Another sitting is under way: if this person is checked in there, record the departure there first.",

    follows: "What follows",
    inOffice: (before: number, after: number) =>
      `Deputies in office become ${after} instead of ${before}; those due, the quorum and the majority follow`,
    voting:
      "The vote that is open now is not touched: its members, those present and its electorate were fixed at its opening",
    cardEnds: "The attendance card ends at once; issue a new one",
    lacksCard: "This person has no attendance card yet; issue one",
    toCards: "Issue a card",
    terminal: (place: string) => `The terminal of ${place} stays in use and need not be enrolled again`,
    ballots: (name: string, numbers: string) =>
      `The ballot of item ${numbers} still says “${name}”: a ballot does not follow the roster. The chair withdraws the item, and it is drafted again`,
    toAgenda: "To the agenda",
    comma: ", ",

    write: "Write the correction",
    writeAdd: "Write to the roster",
    writeReplace: "Write the replacement",
    confirmReplace: (name: string) => `Press again: ${name} leaves office`,
    confirmRemove: (name: string) => `Press again to take out ${name}`,
    confirmInOffice: (after: number) => `Press again: ${after} deputies in office`,
    unchanged: "Nothing is changed yet",
    checking: "Checking",
    written: (name: string) => `The roster is changed: ${name}`,
  },
);
