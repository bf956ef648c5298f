"""Texts whose answer hangs on the last bit of many figures: look-backs, windows at and beside their borders, angles, elapsed rows, indicators, variables,
divisions by zero, errors and runaway loops at some rows. Used by same_as_backtest.py."""

ELAPSED = {'tick': '급등;체결;현재가 > 현재가N(3);초당매수수량 > 초당매도수량 * 2', 'min': '급등;체결;현재가 > 현재가N(3);분당매수수량 > 분당매도수량 * 1.5'}

# {p} is 초당 or 분당. What a window says before it is full is left out by the guards of 데이터길이, as users do.
FIGURES = '''평균 = 이동평균(60, 2) if 데이터길이 > 62 else 이동평균(7)
창 = 최고현재가(29, 1) - 최저현재가(31, 2) + 최고현재가(30, 3) if 데이터길이 > 33 else 현재가N(40)
체결 = 체결강도평균(30) + 체결강도평균(31, 4) + 최고체결강도(12) - 최저체결강도(30, 0)
수량 = 누적{p}매수수량(31) - 누적{p}매도수량(30) + 최고{p}매수수량(5, 1) - 최고{p}매도수량(30, 0)
값 = {p}거래대금 / {p}매도수량
값 = round(값, 3) if -1e12 < 값 < 1e12 else 17
합 = 0
for i in range(1, 5):
    합 += 현재가N(i) - 이동평균(i + 2, i) if 데이터길이 > i + i + 3 else i
지남 = 경과틱수('급등') + 경과틱수('체결') * 2
각도 = 당일거래대금각도(30) + 등락율각도(31, 1) + 등락율각도(30, 0)
금액 = {p}거래대금평균(30) + {p}거래대금평균(31)
옛날 = 현재가N(-1) + 매도잔량1N(7) + 매수잔량5N(0) + 고저평균대비등락율N(1)
수 = 평균 * 3 + 창 * 5 + 체결 * 7 + 수량 * 11 + 값 + 합 * 13 + 지남 * 17 + 각도 * 19 + 금액 / 1000 + 옛날 + 당일거래대금 % 97
'''
INDICATORS = '''self.indicator['RSI_timeperiod'] = 14
self.indicator['MACD_fastperiod'] = 12
self.indicator['MACD_slowperiod'] = 26
self.indicator['MACD_signalperiod'] = 9
self.indicator['BBANDS_timeperiod'] = 5
self.indicator['BBANDS_nbdevup'] = 2
self.indicator['BBANDS_nbdevdn'] = 2
self.indicator['ATR_timeperiod'] = 14
self.indicator['STOCHS_fastk_period'] = 5
self.indicator['STOCHS_slowk_period'] = 3
self.indicator['STOCHS_slowd_period'] = 3
self.indicator['CCI_timeperiod'] = 14
지표 = RSI + AD + OBV / 1000 + RSI_N(2) + MACD * 31 + BBU_N(1) - BBL + ATR * 37 + STOCHSK_N(3) + STOCHSD + CCI
지표 = 지표 + 최고분봉고가(30) - 최저분봉저가(31, 1) + 분봉시가N(2)
'''
# {limit}: a number or a variable of an optimised text.
DECISION = {
    'upbit': '매수 = 수 == 수 and int(abs(수) * 1000) % 7 < {limit}\n',
    'binance': '끝 = int(abs(수) * 1000) % 11 if 수 == 수 else 10\nBUY_LONG = 끝 < {limit}\nSELL_SHORT = {limit} <= 끝 < 4\n',
}
ERRORS = '''if 데이터길이 % 17 == 3:
    수 = 1 / (데이터길이 % 17 - 3)
while 데이터길이 % 41 == 5:
    수 += 1
'''
SELL = {
    'upbit': '''조건 = (현재가 - 현재가N(-1)) * 3 + 최고현재가(5, -1) - 최저현재가(3, 1) + 데이터길이 - 매수틱번호 + 경과틱수('체결')
매도 = int(abs(조건) * 100) % 5 == 1 or 수익률 >= 0.2 or 최고수익률 - 수익률 > 0.15 or 보유시간 > {hold}
''',
    'binance': '''조건 = (현재가 - 현재가N(-1)) * 3 + 최고현재가(5, -1) - 최저현재가(3, 1) + 데이터길이 - 매수틱번호 + 경과틱수('체결')
끝 = int(abs(조건) * 100) % 5 == 1 or 수익률 >= 0.2 or 최고수익률 - 최저수익률 > 0.3 or 보유시간 > {hold}
if 포지션 == 'LONG':
    SELL_LONG = 끝
else:
    BUY_SHORT = 끝
''',
}


def buy_text(market, frame, kind, limit='2'):
    text = FIGURES.format(p='초당' if frame == 'tick' else '분당')
    if frame == 'min':
        text += INDICATORS + '수 = 수 + 지표 * 23 if 지표 == 지표 else 수\n'
    if kind == 'errors':
        text += ERRORS
    return text + DECISION[market].format(limit=limit)
