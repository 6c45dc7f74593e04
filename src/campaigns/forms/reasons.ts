/** Why a returned file, or a line of one, is refused: the closed list, in English and in Vietnamese. */

interface Sentence {
  readonly english: string;
  readonly vietnamese: string;
}

/** Why nothing of a file is taken. */
export const FILE_FAULTS = {
  TOO_LARGE: {
    english: 'The file, or what it unpacks to, is larger than allowed.',
    vietnamese: 'Tệp, hoặc nội dung sau khi giải nén, lớn hơn mức cho phép.',
  },
  TOO_MANY_LINES: {
    english: 'The file has more lines than allowed.',
    vietnamese: 'Tệp có nhiều dòng hơn mức cho phép.',
  },
  ENCODING: {
    english: 'The text is neither UTF-8 nor UTF-16 with a byte order mark; it may be windows-1258 or TCVN3.',
    vietnamese: 'Bảng mã không phải UTF-8 hay UTF-16 có BOM; có thể là windows-1258 hoặc TCVN3.',
  },
  OLD_WORKBOOK: {
    english: 'The workbook is of an old format (.xls) or locked with a password; save it as .xlsx without one.',
    vietnamese: 'Tệp Excel định dạng cũ (.xls) hoặc có mật khẩu; hãy lưu lại thành .xlsx không mật khẩu.',
  },
  DAMAGED: {
    english: 'The file is damaged: it cannot be read to its end.',
    vietnamese: 'Tệp bị hỏng, không đọc được đến hết.',
  },
  NOT_A_FORM: {
    english: 'The file is no form of a campaign: its code or its headings are missing.',
    vietnamese: 'Tệp không phải biểu mẫu của chiến dịch: thiếu mã biểu hoặc dòng tiêu đề cột.',
  },
  COLUMN_MISSING: {
    english: 'A column of the form is missing or is there twice.',
    vietnamese: 'Thiếu một cột của biểu mẫu, hoặc có cột lặp lại.',
  },
  KEY: {
    english: 'The form’s code is not one that was given out here.',
    vietnamese: 'Mã biểu không do hệ thống này cấp.',
  },
  OTHER_CAMPAIGN: {
    english: 'The form belongs to another campaign.',
    vietnamese: 'Biểu mẫu thuộc chiến dịch khác.',
  },
  OTHER_EMPLOYER: {
    english: 'The form belongs to another employer.',
    vietnamese: 'Biểu mẫu thuộc đơn vị khác.',
  },
  OTHER_PROVINCE: {
    english: 'The form belongs to a province for which the sender has no mandate.',
    vietnamese: 'Biểu mẫu thuộc tỉnh ngoài phạm vi của người nộp.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
export type FileFault = keyof typeof FILE_FAULTS;

/** Why a line is refused, in the order in which it is looked at: the first that holds is told. */
export const LINE_REASONS = {
  FORMULA: {
    english: 'A cell is a formula, or begins like one: with = + - @, a tab or a carriage return.',
    vietnamese: 'Có ô là công thức hoặc bắt đầu bằng = + - @, dấu tab hay xuống dòng.',
  },
  CHARACTERS: {
    english: 'A cell has control characters.',
    vietnamese: 'Có ô chứa ký tự điều khiển.',
  },
  TOO_LONG: {
    english: 'A cell is longer than 500 characters.',
    vietnamese: 'Có ô dài hơn 500 ký tự.',
  },
  INSURANCE_NUMBER: {
    english: 'The insurance number is not one; the detail says why.',
    vietnamese: 'Mã số BHXH không hợp lệ; xem chi tiết.',
  },
  NO_ANSWER: {
    english: 'The line has no answer.',
    vietnamese: 'Dòng chưa được trả lời.',
  },
  ANSWER: {
    english: 'The answer is neither Đ nor S.',
    vietnamese: 'Câu trả lời không phải Đ hoặc S.',
  },
  PERSONAL_ID: {
    english: 'The personal ID is not one; the detail says why.',
    vietnamese: 'Số định danh cá nhân không hợp lệ; xem chi tiết.',
  },
  CONTRADICTION: {
    english: 'The file has several lines for this insurance number, with different answers.',
    vietnamese: 'Tệp có nhiều dòng cho cùng mã số BHXH với câu trả lời khác nhau.',
  },
  UNKNOWN_NUMBER: {
    english: 'The insurance number is on no list of this campaign.',
    vietnamese: 'Mã số BHXH không có trong danh sách của chiến dịch.',
  },
  OTHER_LIST: {
    english: 'The insurance number is on the list of another employer or province.',
    vietnamese: 'Mã số BHXH thuộc danh sách của đơn vị hoặc tỉnh khác.',
  },
  NAME_CHANGED: {
    english: 'The name is not the one that the insurance register has.',
    vietnamese: 'Họ và tên khác với dữ liệu BHXH.',
  },
  BIRTH_DATE_CHANGED: {
    english: 'The birth date is not the one that the insurance register has.',
    vietnamese: 'Ngày sinh khác với dữ liệu BHXH.',
  },
  SEX_CHANGED: {
    english: 'The sex is not the one that the insurance register has.',
    vietnamese: 'Giới tính khác với dữ liệu BHXH.',
  },
  STATED_ID_CHANGED: {
    english: 'The stated ID is not the one that was found.',
    vietnamese: 'Số định danh đã khai khác với dữ liệu khi rà soát.',
  },
  SETTLED: {
    english: 'The participant is settled already, or is being corrected now.',
    vietnamese: 'Trường hợp này đã xử lý xong hoặc đang được cập nhật.',
  },
  NOT_ASKED: {
    english: 'The form does not ask about this participant now.',
    vietnamese: 'Biểu mẫu này hiện không hỏi về người tham gia đó.',
  },
  PROPOSED_ID_CHANGED: {
    english: 'The proposed ID is not the one that is proposed now.',
    vietnamese: 'Số định danh đề xuất khác với đề xuất hiện tại.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
export type LineReason = keyof typeof LINE_REASONS;

/** The sentences of a reason in both languages. */
export function sentenceOf(reason: FileFault | LineReason): Sentence {
  return { ...LINE_REASONS, ...FILE_FAULTS }[reason];
}

/** A file of which nothing is taken; an expected outcome of an import, which becomes a value there. */
export class FormFault extends Error {
  override readonly name = 'FormFault';

  constructor(
    readonly fault: FileFault,
    options?: { cause?: unknown },
  ) {
    super(FILE_FAULTS[fault].english, options);
  }
}
